import { formatTime } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { sendError } from './errors.ts'
import type { AppParts } from './parts.ts'
import { queryOf, wholeNumber } from './query.ts'
import { resource } from './resource.ts'

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
}
