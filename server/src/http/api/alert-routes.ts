import { AcknowledgeRequest, formatTime, parser, parseTime } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { whyOf } from '../../alerts/why.ts'
import type { CommandAnswer } from '../../commands/command-answer.ts'
import { readJson } from '../edge/body.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf, wholeNumber } from '../edge/query.ts'
import { resource } from '../edge/resource.ts'
import { forbidsChange } from '../edge/rights.ts'

const FINGERPRINT = /^[0-9a-f]{16}$/
const MOST_HISTORY = 1000

const parseAcknowledge = parser(AcknowledgeRequest)

/** One alert: everything known, its history, and who has it. */
export function alertRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  resource(app, '/api/v2/alerts/:fingerprint', {
    GET: (request, reply) => {
      const known = core.alert(fingerprintOf(request))
      if (known === undefined) return unknownAlert(request, reply)
      const { alert, endsAt, updatedAt, reporters } = known
      return reply.send({ alert, ends_at: formatTime(endsAt), updated_at: formatTime(updatedAt), reporters })
    },
  })
  resource(app, '/api/v2/alerts/:fingerprint/history', {
    GET: async (request, reply) => {
      const limit = wholeNumber(queryOf(request), 'limit', { initial: 100, least: 1, most: MOST_HISTORY })
      if (limit === undefined) {
        const message = `limit must be a whole number from 1 to ${MOST_HISTORY}`
        return sendError(request, reply, { status: 400, message, from: 'handler' })
      }
      const fingerprint = fingerprintOf(request)
      if (!FINGERPRINT.test(fingerprint)) return unknownAlert(request, reply)
      return reply.send({ events: await core.alertEvents(fingerprint, limit) })
    },
  })
  resource(app, '/api/v2/alerts/:fingerprint/why', {
    GET: async (request, reply) => {
      const fingerprint = fingerprintOf(request)
      const history = FINGERPRINT.test(fingerprint) ? await core.alertEvents(fingerprint, MOST_HISTORY) : []
      const known = core.alert(fingerprint)
      if (known === undefined) return unknownAlert(request, reply)
      const why = whyOf({
        alert: known.alert,
        reporters: known.reporters,
        history,
        silence: core.silence,
        other: (id) => core.alert(id)?.alert,
      })
      return reply.send(why)
    },
  })
  resource(app, '/api/v2/alerts/:fingerprint/acknowledge', {
    POST: (request, reply) => acknowledge(parts, request, reply),
    DELETE: (request, reply) => unacknowledge(parts, request, reply),
  })
}

async function acknowledge(
  { core }: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
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
): Promise<FastifyReply> {
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

const STATUS = { not_found: 404, conflict: 409, invalid: 400, store: 503 } as const

/** What came of a command. */
export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: CommandAnswer<unknown>,
): FastifyReply {
  if (answer.ok) return reply.send(answer.value)
  return sendError(request, reply, {
    status: STATUS[answer.reason],
    message: answer.message,
    from: 'handler',
  })
}

/** The alert that the path names. */
export function fingerprintOf(request: FastifyRequest): string {
  return (request.params as { readonly fingerprint: string }).fingerprint
}

function unknownAlert(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = `no alert with fingerprint ${JSON.stringify(fingerprintOf(request))} is known; a resolved one is remembered for a day`
  return sendError(request, reply, { status: 404, message, from: 'handler' })
}
