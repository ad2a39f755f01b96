import { parser, ResolveRequest } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'
import { fingerprintOf, sendAnswer } from './alert-routes.ts'

const parse = parser(ResolveRequest)

/** Ends an unconfirmed alert by hand (S5). */
export function resolveRoute(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/resolve', {
    POST: (request, reply) => resolve(parts, request, reply),
  })
}

async function resolve(
  { core }: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
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
