import {
  CursorText,
  Fingerprint,
  formatCursor,
  HistoryPage,
  isFingerprint,
  parseCursor,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { wholeNumber } from '../../ground/url-query.ts'
import type { HistoryQuery } from '../../history/read-history.ts'
import { json } from '../../openapi/answers.ts'
import { queryParameter, wholeNumberParameter } from '../../openapi/parameters.ts'
import { FILTER_PARAMETERS, readFilterQuery } from '../../stream/admission/stream-query.ts'
import { sendInvalid } from '../edge/answers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf, readSpan, SPAN } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'
import { sendLong } from '../edge/send.ts'

const LIMIT = wholeNumberParameter(
  'limit',
  { initial: 100, least: 1, most: 1_000 },
  'Events in the answer at most.',
)

/** `/api/v2/history`: every event that is kept, by time, filter and alert, newest first. */
export function historyRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  resource(app, '/api/v2/history', {
    GET: handler(
      {
        id: 'getHistory',
        chapter: 'Past',
        right: 'read',
        summary: 'Every event that is kept, newest first or oldest first',
        parameters: [
          ...SPAN,
          ...FILTER_PARAMETERS,
          queryParameter('fingerprint', Fingerprint, 'Events of this alert only.'),
          queryParameter('before', CursorText, 'The `before` of the answer to go on from.'),
          queryParameter(
            'order',
            Type.Union([Type.Literal('newest'), Type.Literal('oldest')], { default: 'newest' }),
            'Which come first.',
          ),
          LIMIT,
        ],
        answers: { 200: json(HistoryPage, 'A page of them.') },
      },
      async (request, reply) => {
        const query = readQuery(request, core.now())
        if (typeof query === 'string') return sendInvalid(request, reply, `GET /api/v2/history: ${query}`)
        const page = await seenBy(parts, request).readHistory(query, paceOf(parts, request, reply))
        const { epoch } = core.log.head()
        const before = page.before === undefined ? null : formatCursor({ epoch, sequence: page.before })
        return sendLong(request, reply, { events: page.events, before } satisfies HistoryPage)
      },
    ),
  })
}

/** The query, or what is wrong with it. */
function readQuery(request: FastifyRequest, now: number): HistoryQuery | string {
  const query = queryOf(request)
  const filter = readFilterQuery(query)
  if (!filter.ok) return filter.error
  const span = readSpan(query, now)
  if (typeof span === 'string') return span
  const [from, to] = span
  const limit = wholeNumber(query, LIMIT)
  if (typeof limit === 'string') return limit
  const fingerprint = query.get('fingerprint') ?? undefined
  if (fingerprint !== undefined && !isFingerprint(fingerprint))
    return `fingerprint is ${JSON.stringify(fingerprint)}, not 16 hexadecimal digits`
  const text = query.get('before')
  const before = text === null ? undefined : parseCursor(text)?.sequence
  if (text !== null && before === undefined)
    return `before is ${JSON.stringify(text)}, not a cursor that an answer of this path gave`
  const order = query.get('order') ?? 'newest'
  if (order !== 'newest' && order !== 'oldest')
    return `order is ${JSON.stringify(order)}; there are newest, oldest`
  const upwards = order === 'oldest'
  return { from, to, filter: filter.value.filter, fingerprint, before, upwards, limit }
}
