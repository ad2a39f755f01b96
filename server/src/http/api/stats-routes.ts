import { Activity, ApiError, formatTime, ResponseStatistics, Stats } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { json } from '../../openapi/answers.ts'
import { wholeNumberParameter } from '../../openapi/parameters.ts'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf, readSpan, SPAN, wholeNumber } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'

const HOUR = 3_600_000
const MOST_HOURS = 24 * 90
const MOST_SLICES = 500
const HOURS = wholeNumberParameter(
  'hours',
  { initial: 24, least: 1, most: MOST_HOURS },
  'How far back it reaches.',
)
const SLICES = wholeNumberParameter(
  'slices',
  { initial: 48, least: 1, most: MOST_SLICES },
  'Slices of equal length.',
)

/** Numbers of the whole board, and how busy the last hours were. */
export function statsRoutes(app: FastifyInstance, { core }: AppParts): void {
  resource(app, '/api/v2/stats', {
    GET: handler(
      {
        id: 'getStats',
        chapter: 'Past',
        summary: 'Numbers of the whole board, as it stands',
        answers: { 200: json(Stats, 'The latest.') },
      },
      () => core.stats().data,
    ),
  })
  resource(app, '/api/v2/stats/timeline', {
    GET: handler(
      {
        id: 'getTimeline',
        chapter: 'Past',
        summary: 'How many lives of alerts began in each slice of the last hours, by level',
        parameters: [HOURS, SLICES],
        answers: { 200: json(Activity, 'The slices.') },
      },
      async (request, reply) => {
        const query = queryOf(request)
        const hours = wholeNumber(query, HOURS)
        const slices = wholeNumber(query, SLICES)
        if (hours === undefined || slices === undefined) {
          const message = `hours must be a whole number from 1 to ${MOST_HOURS}, and slices one from 1 to ${MOST_SLICES}`
          return sendError(request, reply, { status: 400, message, from: 'handler' })
        }
        const to = core.now()
        const from = to - hours * HOUR
        const activity = await core.activity(from, to, slices)
        return { from: formatTime(from), to: formatTime(to), slices: activity }
      },
    ),
  })
  resource(app, '/api/v2/stats/response', {
    GET: handler(
      {
        id: 'getResponseStatistics',
        chapter: 'Past',
        summary: 'How people did: numbers of the lives that began in a span of time',
        description:
          'Times are those of our log: a life begins when we heard of it, is acknowledged when somebody first took it, and ends when its resolve arrived.',
        parameters: SPAN,
        answers: {
          200: json(ResponseStatistics, 'The numbers.'),
          503: json(ApiError, 'The history of an earlier version is still being read in.'),
        },
      },
      async (request, reply) => {
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
        return { from: formatTime(from), to: formatTime(to), ...statistics }
      },
    ),
  })
}
