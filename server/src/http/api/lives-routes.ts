import { ApiError, Fingerprint, isFingerprint, LifeFate, LivesPage } from '@watchfloor/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { wholeNumber } from '../../ground/url-query.ts'
import { formatPlace, type LivesQuery, parsePlace } from '../../history/read-lives.ts'
import { STILL_FILLING } from '../../history/still-filling.ts'
import { json } from '../../openapi/answers.ts'
import { queryParameter, wholeNumberParameter } from '../../openapi/parameters.ts'
import { FILTER_PARAMETERS, readFilterQuery } from '../../stream/admission/stream-query.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { paceOf } from '../edge/pace-of.ts'
import type { AppParts } from '../edge/parts.ts'
import { OFFSET, queryOf, readSpan, SPAN } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { seenBy } from '../edge/seen-by.ts'

const MINUTE = 60_000
const LIMIT = wholeNumberParameter(
  'limit',
  { initial: 100, least: 1, most: 1_000 },
  'Lives in the answer at most.',
)
const HOUR = wholeNumberParameter(
  'hour',
  { initial: 0, least: 0, most: 23 },
  'Lives that began in this hour of the day; of any when not given.',
)
const FATES: readonly LifeFate[] = ['firing', 'resolved', 'lost', 'acknowledged', 'unowned']

/** `/api/v2/lives`: what each number of the statistics is made of, and what an alert did before. */
export function livesRoutes(app: FastifyInstance, parts: AppParts): void {
  resource(app, '/api/v2/lives', {
    GET: handler(
      {
        id: 'getLives',
        chapter: 'Past',
        right: 'read',
        summary: 'Lives of alerts that began in a span, newest first',
        description:
          'Each with who took it first and how it ended: what the numbers of `/api/v2/stats/response` are made of.',
        parameters: [
          ...SPAN,
          ...FILTER_PARAMETERS.filter(({ name }) => name === 'severity' || name === 'filter'),
          queryParameter('fingerprint', Fingerprint, 'Lives of this alert only.'),
          queryParameter('owner', Type.String(), 'Lives that this person took first.'),
          queryParameter(
            'fate',
            LifeFate,
            'What became of them: `lost` ended by a loss of contact, `unowned` before anybody had taken them.',
          ),
          HOUR,
          OFFSET,
          queryParameter('before', Type.String(), 'The `before` of the answer to go on from.'),
          LIMIT,
        ],
        answers: {
          200: json(LivesPage, 'A page of them.'),
          503: json(
            ApiError,
            'The history of an earlier version is still being read in, or the store cannot bring it up to date.',
          ),
        },
      },
      async (request, reply) => {
        const query = readQuery(request, parts.core.now())
        if (typeof query === 'string') return sendInvalid(request, reply, `GET /api/v2/lives: ${query}`)
        const found = await seenBy(parts, request).lives(query, paceOf(parts, request, reply))
        if (found === 'filling') return sendRefused(request, reply, STILL_FILLING)
        return { lives: found.lives, before: formatPlace(found.before) }
      },
    ),
  })
}

/** The query, or what is wrong with it. */
function readQuery(request: FastifyRequest, now: number): LivesQuery | string {
  const query = queryOf(request)
  const read = readFilterQuery(query)
  if (!read.ok) return read.error
  const { severity, filter } = read.value.filter
  const span = readSpan(query, now)
  if (typeof span === 'string') return span
  const limit = wholeNumber(query, LIMIT)
  if (typeof limit === 'string') return limit
  const hour = wholeNumber(query, HOUR)
  if (typeof hour === 'string') return hour
  const offset = wholeNumber(query, OFFSET)
  if (typeof offset === 'string') return offset
  const fingerprint = query.get('fingerprint') ?? undefined
  if (fingerprint !== undefined && !isFingerprint(fingerprint))
    return `fingerprint is ${JSON.stringify(fingerprint)}, not 16 hexadecimal digits`
  const word = query.get('fate')
  const fate = FATES.find((known) => known === word)
  if (word !== null && fate === undefined)
    return `fate is ${JSON.stringify(word)}; there are ${FATES.join(', ')}`
  const text = query.get('before')
  const before = text === null ? undefined : parsePlace(text)
  if (text !== null && before === undefined)
    return `before is ${JSON.stringify(text)}, not one that an answer of this path gave`
  return {
    before,
    from: span[0],
    to: span[1],
    fingerprint,
    owner: query.get('owner') ?? undefined,
    fate,
    hour: query.has('hour') ? { hour, offset: offset * MINUTE } : undefined,
    filter: { ...(severity && { severity }), ...(filter && { filter }) },
    limit,
  }
}
