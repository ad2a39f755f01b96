import { Activity, ApiError, formatTime, ResponseStatistics, Stats } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import { wholeNumber } from '../../ground/url-query.ts'
import { STILL_FILLING } from '../../history/still-filling.ts'
import { json } from '../../openapi/answers.ts'
import { wholeNumberParameter } from '../../openapi/parameters.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { OFFSET, queryOf, readSpan, SPAN } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const HOURS = wholeNumberParameter(
  'hours',
  { initial: 24, least: 1, most: 24 * 90 },
  'How far back it reaches; not read where there is a `from` or a `to`.',
)
const SLICES = wholeNumberParameter('slices', { initial: 48, least: 1, most: 500 }, 'Slices of equal length.')

/** Numbers of the whole board, and how busy the last hours were. */
export function statsRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  resource(app, '/api/v2/stats', {
    GET: handler(
      {
        id: 'getStats',
        chapter: 'Past',
        right: 'read',
        summary: 'Numbers of the whole board, as it stands',
        answers: { 200: json(Stats, 'The latest.') },
      },
      (request) => seenBy(parts, request).stats().data,
    ),
  })
  resource(app, '/api/v2/stats/timeline', {
    GET: handler(
      {
        id: 'getTimeline',
        chapter: 'Past',
        right: 'read',
        summary: 'How many lives of alerts began in each slice of a span of time, by level',
        parameters: [HOURS, ...SPAN, SLICES],
        answers: {
          200: json(Activity, 'The slices.'),
          503: json(ApiError, 'The store cannot bring the history up to date.'),
        },
      },
      async (request, reply) => {
        const query = queryOf(request)
        const hours = wholeNumber(query, HOURS)
        const slices = wholeNumber(query, SLICES)
        if (typeof hours === 'string') return sendInvalid(request, reply, hours)
        if (typeof slices === 'string') return sendInvalid(request, reply, slices)
        const now = core.now()
        const isSpan = query.has('from') || query.has('to')
        const span = isSpan ? readSpan(query, now) : ([now - hours * HOUR, now] as const)
        if (typeof span === 'string')
          return sendInvalid(request, reply, `GET /api/v2/stats/timeline: ${span}`)
        const [from, to] = span
        const activity = await seenBy(parts, request).activity(
          from,
          to,
          slices,
          paceOf(parts, request, reply),
        )
        return { from: formatTime(from), to: formatTime(to), slices: activity }
      },
    ),
  })
  resource(app, '/api/v2/stats/response', {
    GET: handler(
      {
        id: 'getResponseStatistics',
        chapter: 'Past',
        right: 'read',
        summary: 'How people did: numbers of the lives that began in a span of time',
        description:
          'Times are those of our log: a life begins when we heard of it, is acknowledged when somebody first took it, and ends when its resolve arrived.',
        parameters: [...SPAN, OFFSET],
        answers: {
          200: json(ResponseStatistics, 'The numbers.'),
          503: json(
            ApiError,
            'The history of an earlier version is still being read in, or the store cannot bring it up to date.',
          ),
        },
      },
      async (request, reply) => {
        const query = queryOf(request)
        const span = readSpan(query, core.now())
        const offset = wholeNumber(query, OFFSET)
        if (typeof offset === 'string') return sendInvalid(request, reply, offset)
        if (typeof span === 'string')
          return sendInvalid(request, reply, `GET /api/v2/stats/response: ${span}`)
        const [from, to] = span
        const pace = paceOf(parts, request, reply)
        const statistics = await seenBy(parts, request).statistics(from, to, pace, offset * MINUTE)
        if (statistics === 'filling') return sendRefused(request, reply, STILL_FILLING)
        return { from: formatTime(from), to: formatTime(to), ...statistics }
      },
    ),
  })
}
