import { AcknowledgeRequest, Alert, ApiError, parser, parseTime } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { json } from '../../openapi/answers.ts'
import { queryParameter } from '../../openapi/parameters.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'
import { ALERT, fingerprintOf } from './alert-routes.ts'
import { sendAnswer } from './send-answer.ts'

const parseAcknowledge = parser(AcknowledgeRequest)

const { life, name } = AcknowledgeRequest.properties

/** Taking an alert, and giving it back (S9). */
export function acknowledgeRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/alerts/:fingerprint/acknowledge', {
    POST: handler(
      {
        id: 'acknowledgeAlert',
        chapter: 'Alerts',
        summary: 'Take an alert, so that everybody sees who has it',
        parameters: [ALERT],
        body: { schema: AcknowledgeRequest, optional: true },
        answers: {
          200: json(Alert, 'The alert, with who has it.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended since, or somebody else has it.'),
        },
      },
      (request, reply) => acknowledge(parts, request, reply),
    ),
    DELETE: handler(
      {
        id: 'unacknowledgeAlert',
        chapter: 'Alerts',
        summary: 'Give an alert back',
        parameters: [
          ALERT,
          queryParameter('name', Type.String(), 'As in the body, which may be left out.'),
          queryParameter('life', Type.String(), 'As in the body, which may be left out.'),
        ],
        body: { schema: Type.Object({ life, name }), optional: true },
        answers: {
          200: json(Alert, 'The alert, which nobody has.'),
          404: json(ApiError, 'No such alert is known.'),
          409: json(ApiError, 'Its life has ended since.'),
        },
      },
      (request, reply) => unacknowledge(parts, request, reply),
    ),
  })
}

async function acknowledge(
  { core }: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  const asked = readRequest(request, reply)
  if (asked === undefined) return reply
  const invalid = (message: string) => sendError(request, reply, { status: 400, message, from: 'handler' })
  const name = request.principal.name ?? asked.name
  if (name === undefined) return invalid('name is missing: say who acknowledges')
  const endsAt = asked.ends_at === undefined ? undefined : parseTime(asked.ends_at)
  if (asked.ends_at !== undefined && endsAt === undefined) {
    return invalid(`ends_at is ${JSON.stringify(asked.ends_at)}, not an RFC 3339 time`)
  }
  const until = asked.until ?? (endsAt === undefined ? 'resolved' : 'time')
  if (until === 'time' && endsAt === undefined)
    return invalid('ends_at is missing: it is needed with until "time"')
  const answer = await core.acknowledge({
    fingerprint: fingerprintOf(request),
    life: asked.life,
    name,
    until,
    endsAt: until === 'time' ? endsAt : undefined,
    note: asked.note,
  })
  return sendAnswer(request, reply, answer)
}

async function unacknowledge(
  { core }: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Alert | FastifyReply> {
  if (forbidsChange(request, reply)) return reply
  const asked = readRequest(request, reply)
  if (asked === undefined) return reply
  const query = queryOf(request)
  const name = request.principal.name ?? asked.name ?? query.get('name')
  if (!name) {
    const message = 'name is missing: say who gives it back'
    return sendError(request, reply, { status: 400, message, from: 'handler' })
  }
  const life = asked.life ?? query.get('life') ?? undefined
  return sendAnswer(
    request,
    reply,
    await core.unacknowledge({ fingerprint: fingerprintOf(request), life, name }),
  )
}

/** The request's body, which may be left out; undefined when it is wrong and was answered. */
function readRequest(request: FastifyRequest, reply: FastifyReply): AcknowledgeRequest | undefined {
  const body = readJson(request, reply, 'acknowledge')
  if (body.kind === 'answered') return undefined
  if (body.kind === 'empty') return {}
  const parsed = parseAcknowledge(body.value)
  if (parsed.ok) return parsed.value
  sendError(request, reply, { status: 400, message: parsed.error, from: 'handler' })
  return undefined
}
