import { formatTime } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf, readSpan, wholeNumber } from '../edge/query.ts'
import { resource } from '../edge/resource.ts'

const HOUR = 3_600_000
const MOST_HOURS = 24 * 90
const MOST_SLICES = 500

/** Numbers of the whole board, and how busy the last hours were. */
export function statsRoutes(app: FastifyInstance, { core }: AppParts): void {
  resource(app, '/api/v2/stats', { GET: (_request, reply) => reply.send(core.stats().data) })
  resource(app, '/api/v2/stats/timeline', {
    GET: async (request, reply) => {
      const query = queryOf(request)
      const hours = wholeNumber(query, 'hours', { initial: 24, least: 1, most: MOST_HOURS })
      const slices = wholeNumber(query, 'slices', { initial: 48, least: 1, most: MOST_SLICES })
      if (hours === undefined || slices === undefined) {
        const message = `hours must be a whole number from 1 to ${MOST_HOURS}, and slices one from 1 to ${MOST_SLICES}`
        return sendError(request, reply, { status: 400, message, from: 'handler' })
      }
      const to = core.now()
      const from = to - hours * HOUR
      const activity = await core.activity(from, to, slices)
      return reply.send({ from: formatTime(from), to: formatTime(to), slices: activity })
    },
  })
  resource(app, '/api/v2/stats/response', {
    GET: async (request, reply) => {
      const refuse = (status: number, message: string): FastifyReply =>
        sendError(request, reply, {
          status,
          message: `GET /api/v2/stats/response: ${message}`,
          from: 'handler',
        })
      const span = readSpan(queryOf(request), core.now())
      if (typeof span === 'string') return refuse(400, span)
      const [from, to] = span
      const statistics = await core.statistics(from, to)
      if (statistics === 'filling')
        return refuse(
          503,
          'the history of an earlier version is still being read in; ask again in some minutes',
        )
      return reply.send({ from: formatTime(from), to: formatTime(to), ...statistics })
    },
  })
}
