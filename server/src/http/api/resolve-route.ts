import { Alert, ApiError, parser, ResolveRequest } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'
import { ALERT, fingerprintOf } from './alert-routes.ts'
import { sendAnswer } from './send-answer.ts'

const parse = parser(ResolveRequest)

/** Ends an unconfirmed alert by hand (S5). */
export function resolveRoute(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/resolve', {
    POST: handler(
      {
        id: 'resolveAlert',
        chapter: 'Alerts',
        summary: 'End an unconfirmed alert by hand',
        description: 'When its source sends it again, it fires again.',
        parameters: [ALERT],
        body: { schema: ResolveRequest },
        answers: {
          200: json(Alert, 'The alert, which is over: `resolved_by` is `person`.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Somebody still reports it; the message names them.'),
        },
      },
      (request, reply) => resolve(parts, request, reply),
    ),
  })
}

async function resolve(
  { core }: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  const invalid = (message: string) => sendError(request, reply, { status: 400, message, from: 'handler' })
  const body = readJson(request, reply, 'resolve')
  if (body.kind === 'answered') return reply
  const asked = parse(body.kind === 'empty' ? {} : body.value)
  if (!asked.ok) return invalid(asked.error)
  const name = request.principal.name ?? asked.value.name
  if (name === undefined) return invalid('name is missing: say who resolves it')
  const { life, note } = asked.value
  const answer = await core.resolve({ fingerprint: fingerprintOf(request), life, name, note })
  return sendAnswer(request, reply, answer)
}
