import { ApiError, BoardSnapshot, formatCursor, formatTime, parseTime, Timestamp } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { scopeTag } from '../../access/scope-tag.ts'
import type { ReadBoard } from '../../core/present-board.ts'
import type { Steps } from '../../ground/steps.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { headerParameter, queryParameter } from '../../openapi/parameters.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { goesCompressed } from '../edge/encodings.ts'
import { listPieces, sendPieces } from '../edge/json-pieces.ts'
import { askerOf, paceOf } from '../edge/pace-of.ts'
import { gzipEnd, gzipHead } from '../edge/packed.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import type { Seen } from '../edge/seen-by.ts'
import { seenBy } from '../edge/seen-by.ts'
import { sendGrowing, sendNothing } from '../edge/send.ts'
import { asksFor } from '../edge/tags.ts'
import { BoardTexts } from './board-texts.ts'

/** What is shorter, bytes, is answered when it is whole, and so with its length. */
const WHOLE = 1_000_000

/** A first look is of so many alerts at most. */
const MOST_FIRST = 1_000

const OPERATION = {
  id: 'getBoard',
  chapter: 'Board',
  right: 'read',
  summary: 'The whole board exactly at its cursor, or as it stood at a past second',
  description:
    'Take it first, then follow from its `cursor`. A past board has no statistics. Long answers are compressed for whoever accepts gzip.',
  parameters: [
    queryParameter('at', Timestamp, 'A past time, such as 2026-01-31T03:12:00Z; now when not given.'),
    queryParameter(
      'first',
      Type.Integer({ minimum: 1, maximum: MOST_FIRST }),
      'So many alerts at most, the worst first; the others are counted in `left_out`. For a first look at a large board over a slow line, before it is asked for whole.',
    ),
    headerParameter('if-none-match', Type.String(), 'The `ETag` of an earlier answer.'),
  ],
  answers: {
    200: json(BoardSnapshot, 'Everything on the board.'),
    304: nothing('It is still the board of this tag.'),
    404: json(ApiError, 'The time is before history begins; the message says when that was.'),
    503: json(
      ApiError,
      'The history of an earlier version is still being read in, or the store cannot bring it up to date.',
    ),
  },
} as const

/**
 * `GET /api/v2/board`, and with `at` the board of a past time. The tag is the cursor, the id of the statistics and the
 * scope: as long as none of them is another, the board is the same, so that its text is made once for all who see the
 * same and ask after a reset. Only the server's time is always fresh.
 */
export function boardRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core, shares } = parts
  const texts = new BoardTexts(shares.turns)
  const tagNow = ({ sight, stats }: Seen): string => {
    const degraded = core.log.degraded() === undefined ? '' : '-degraded'
    const part = sight.scope === undefined ? '' : `-${scopeTag(sight.scope)}`
    return `"${formatCursor(core.log.head())}-${stats().id}${degraded}${part}"`
  }

  resource(app, '/api/v2/board', {
    GET: handler(OPERATION, async (request, reply) => {
      const query = queryOf(request)
      const at = query.get('at')
      const first = firstIn(query)
      if (typeof first === 'string') return sendInvalid(request, reply, `GET /api/v2/board: ${first}`)
      if (at !== null) return sendPastBoard(parts, request, reply, at)
      reply.header('cache-control', 'no-cache')
      const seen = seenBy(parts, request)
      const now = tagOf(tagNow(seen), first)
      if (asksFor(request.headers['if-none-match'], now)) return sendNothing(reply.header('etag', now), 304)
      const { tag, cursor, text, packed } = await texts.take({
        key: `${first ?? 'all'} ${seen.sight.key}`,
        tag: () => tagNow(seen),
        cursor: core.log.head,
        steps: (write) => writeBoard(seen, first, write),
        // What is small is made for whoever asks; the whole is everybody’s.
        who: first === undefined ? `board ${seen.sight.key}` : askerOf(request),
      })
      await text.reaches(WHOLE)
      const time = JSON.stringify(formatTime(core.now()))
      const scope = scopeTag(request.principal.scope)
      const from = JSON.stringify(formatCursor(scope === undefined ? cursor : { ...cursor, scope }))
      const head = Buffer.from(`{"cursor":${from},"server_time":${time},`)
      if (!goesCompressed(request, reply, text.bytes))
        return sendGrowing(reply.header('etag', tagOf(tag, first)), head, text)
      // The same board, in other bytes.
      reply.header('etag', `W/${tagOf(tag, first)}`)
      const rest = packed()
      await rest.text.reaches(WHOLE / 8)
      return sendGrowing(reply, gzipHead(head), rest.text, () => gzipEnd(head, rest))
    }),
  })
}

function* writeBoard(
  { boardInSteps }: Pick<Seen, 'boardInSteps'>,
  first: number | undefined,
  write: (piece: string) => void,
): Steps<void> {
  const { cursor: _cursor, server_time: _time, ...board } = yield* boardInSteps(first)
  for (const piece of boardPieces(board)) {
    write(piece)
    yield
  }
}

/** How many alerts are asked for first; undefined for the whole board, or what is wrong with it. */
function firstIn(query: URLSearchParams): number | string | undefined {
  const text = query.get('first')
  if (text === null) return undefined
  if (query.has('at')) return 'first is of the present board, and at of a past one'
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= MOST_FIRST) return value
  return `first must be a whole number from 1 to ${MOST_FIRST}, not ${JSON.stringify(text)}`
}

/** A part of a board is no answer to who holds the whole. */
function tagOf(tag: string, first: number | undefined): string {
  return first === undefined ? tag : `${tag.slice(0, -1)}-first-${first}"`
}

/** The board as it stood at a time. */
async function sendPastBoard(
  parts: AppParts,
  request: FastifyRequest,
  reply: FastifyReply,
  at: string,
): Promise<FastifyReply> {
  const { core } = parts
  const refuse = (reason: 'invalid' | 'not_found' | 'unavailable', message: string): FastifyReply =>
    sendRefused(request, reply, { reason, message: `GET /api/v2/board?at=: ${message}` })
  const time = parseTime(at)
  if (time === undefined) {
    return refuse('invalid', `${JSON.stringify(at)} is not an RFC 3339 time such as 2026-01-31T03:12:00Z`)
  }
  if (time > core.now()) return refuse('invalid', `${at} has not come yet`)
  const past = await seenBy(parts, request).pastBoard(time, paceOf(parts, request, reply))
  if (!past.ok) return refuse(past.reason, past.message)
  reply.header('cache-control', 'no-cache')
  const { cursor, server_time, left_out, ...rest } = past.board
  const head = JSON.stringify({ cursor, server_time }).slice(0, -1)
  return sendPieces(
    parts,
    request,
    reply,
    withHead(`${head},`, boardPieces({ ...rest, leftOut: () => left_out })),
    { isPacked: true },
  )
}

/** A snapshot's JSON after its cursor and time, its closing brace included. */
function* boardPieces(rest: Omit<ReadBoard, 'cursor' | 'server_time'>): Generator<string> {
  const { alerts, leftOut, silences, health, ...others } = rest
  yield '"alerts":'
  yield* listPieces(alerts, itself)
  yield ',"silences":'
  yield* listPieces(silences, itself)
  yield ',"health":'
  yield* listPieces(health, itself)
  yield `,${JSON.stringify({ ...others, left_out: leftOut() }).slice(1)}`
}

function* withHead(head: string, pieces: Iterable<string>): Generator<string> {
  yield head
  yield* pieces
}

function itself<T>(item: T): T {
  return item
}
