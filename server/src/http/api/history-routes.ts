import { formatCursor, parseCursor } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HistoryQuery } from '../../history/read-history.ts'
import { readStreamQuery } from '../../stream/admission/stream-query.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf, readSpan, wholeNumber } from '../edge/query.ts'
import { resource } from '../edge/resource.ts'

const FINGERPRINT = /^[0-9a-f]{16}$/
const MOST = 1_000

/** `/api/v2/history`: every event that is kept, by time, filter and alert, newest first. */
export function historyRoutes(app: FastifyInstance, { core }: AppParts): void {
  resource(app, '/api/v2/history', {
    GET: async (request, reply) => {
      const query = readQuery(request, core.now())
      if (typeof query === 'string') return refuse(request, reply, query)
      const page = await core.readHistory(query)
      const { epoch } = core.log.head()
      return reply.send({
        events: page.events,
        before: page.before === undefined ? null : formatCursor({ epoch, sequence: page.before }),
      })
    },
  })
}

/** The query, or what is wrong with it. */
function readQuery(request: FastifyRequest, now: number): HistoryQuery | string {
  const query = queryOf(request)
  const filter = readStreamQuery(request.url)
  if (!filter.ok) return filter.error
  const span = readSpan(query, now)
  if (typeof span === 'string') return span
  const [from, to] = span
  const limit = wholeNumber(query, 'limit', { initial: 100, least: 1, most: MOST })
  if (limit === undefined) return `limit must be a whole number from 1 to ${MOST}`
  const fingerprint = query.get('fingerprint') ?? undefined
  if (fingerprint !== undefined && !FINGERPRINT.test(fingerprint))
    return `fingerprint is ${JSON.stringify(fingerprint)}, not 16 hexadecimal digits`
  const text = query.get('before')
  const before = text === null ? undefined : parseCursor(text)?.sequence
  if (text !== null && before === undefined)
    return `before is ${JSON.stringify(text)}, not a cursor that an answer of this path gave`
  return { from, to, filter: filter.value.compiled, fingerprint, before, limit }
}

function refuse(request: FastifyRequest, reply: FastifyReply, message: string): FastifyReply {
  return sendError(request, reply, {
    status: 400,
    message: `GET /api/v2/history: ${message}`,
    from: 'handler',
  })
}
