import { Alert, ApiError, parser, ResolveRequest } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from '../../access/principal.ts'
import { json } from '../../openapi/answers.ts'
import { sendAnswer, sendInvalid } from '../edge/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { handler, resource } from '../edge/resource.ts'
import { actsOf } from '../edge/seen-by.ts'
import { readBodyAs } from '../edge/typed-body.ts'
import { ALERT, fingerprintOf } from './alert-routes.ts'

const parse = parser(ResolveRequest)

/** Ends an alert by hand (S5). */
export function resolveRoute(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/resolve', {
    POST: handler(
      {
        id: 'resolveAlert',
        chapter: 'Alerts',
        right: 'respond',
        summary: 'End an alert by hand',
        description: 'When its source sends it again, it fires again.',
        parameters: [ALERT],
        body: { schema: ResolveRequest },
        answers: {
          200: json(Alert, 'The alert, which is over: `resolved_by` is `person`.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Somebody still reports it, and it was not confirmed; the message names them.'),
        },
      },
      (request, reply) => resolve(parts, request, reply),
    ),
  })
}

async function resolve(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  const asked = await readBodyAs(parts, request, reply, 'resolve', parse, {})
  if (asked === undefined) return reply
  const name = nameOf(request.principal, asked.name)
  if (name === undefined) return sendInvalid(request, reply, 'name is missing: say who resolves it')
  const { life, note, confirm: confirmed = false } = asked
  const answer = await actsOf(parts, request).resolve({
    fingerprint: fingerprintOf(request),
    life,
    name,
    note,
    confirmed,
  })
  return sendAnswer(request, reply, answer)
}
