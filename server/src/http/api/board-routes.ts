import {
  ApiError,
  BoardSnapshot,
  type Cursor,
  formatCursor,
  formatTime,
  parseCursor,
  parseTime,
  Timestamp,
} from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { scopeTag } from '../../access/scope-tag.ts'
import type { Steps } from '../../ground/steps.ts'
import { json, nothing } from '../../openapi/answers.ts'
import { headerParameter, queryParameter } from '../../openapi/parameters.ts'
import { sendInvalid, sendRefused } from '../edge/answers.ts'
import { goesCompressed } from '../edge/encodings.ts'
import { listPieces, sendPieces } from '../edge/json-pieces.ts'
import { paceOf } from '../edge/pace-of.ts'
import { gzipOf, type Packed, pack } from '../edge/packed.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import type { Seen } from '../edge/seen-by.ts'
import { seenBy } from '../edge/seen-by.ts'
import { sendBuffers, sendNothing } from '../edge/send.ts'
import { asksFor } from '../edge/tags.ts'
import { KeptTexts } from './kept-texts.ts'

/** Characters that are made bytes in one go. */
const BUFFER = 65_536
/** Texts of boards that are kept for those who ask next: of everybody’s, and of the scopes that were asked for last. */
const MOST_BYTES = 64_000_000

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
    503: json(ApiError, 'The history of an earlier version is still being read in.'),
  },
} as const

/** The JSON of a board but for its cursor and its time. */
interface BoardText {
  readonly tag: string
  readonly cursor: Cursor
  readonly rest: readonly Buffer[]
  /** The rest compressed, once, when somebody first takes it so. */
  readonly packed: () => Promise<Packed>
}

/**
 * `GET /api/v2/board`, and with `at` the board of a past time. The tag is the cursor, the id of the statistics and the
 * scope: as long as none of them is another, the board is the same, so that its text is made once for all who see the
 * same and ask after a reset. Only the server's time is always fresh.
 */
export function boardRoutes(app: FastifyInstance, parts: AppParts): void {
  const { core } = parts
  const kept = new KeptTexts<BoardText>(MOST_BYTES)
  const tagNow = ({ sight, stats }: Seen): string => {
    const degraded = core.log.degraded() === undefined ? '' : '-degraded'
    const part = sight.scope === undefined ? '' : `-${scopeTag(sight.scope)}`
    return `"${formatCursor(core.log.head())}-${stats().id}${degraded}${part}"`
  }
  const textNow = function* (seen: Seen, first: number | undefined): Steps<BoardText> {
    // Of the same moment as the board.
    const tag = tagNow(seen)
    const key = `${first ?? 'all'} ${seen.sight.key}`
    const known = kept.get(key)
    if (known?.tag === tag) return known
    const { cursor, server_time: _time, ...others } = yield* seen.boardInSteps(first)
    const rest = yield* buffersOf(boardPieces(others))
    let packed: Promise<Packed> | undefined
    const text: BoardText = {
      tag,
      cursor: parseCursor(cursor) ?? core.log.head(),
      rest,
      packed: () => {
        packed ??= pack(rest)
        return packed
      },
    }
    kept.set(key, text, sizeOf(rest))
    return text
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
      const text = await paceOf(parts, request, reply).run(() => textNow(seen, first))
      const { tag, cursor, rest } = text
      const time = JSON.stringify(formatTime(core.now()))
      const scope = scopeTag(request.principal.scope)
      const from = JSON.stringify(formatCursor(scope === undefined ? cursor : { ...cursor, scope }))
      const head = Buffer.from(`{"cursor":${from},"server_time":${time},`)
      if (!goesCompressed(request, reply, sizeOf(rest))) {
        return sendBuffers(reply.header('etag', tagOf(tag, first)), [head, ...rest])
      }
      // The same board, in other bytes.
      return sendBuffers(reply.header('etag', `W/${tagOf(tag, first)}`), gzipOf(head, await text.packed()))
    }),
  })
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
  const { cursor, server_time, ...rest } = past.board
  const head = JSON.stringify({ cursor, server_time }).slice(0, -1)
  return sendPieces(parts, request, reply, withHead(`${head},`, boardPieces(rest)), { isPacked: true })
}

/** A snapshot's JSON after its cursor and time, its closing brace included. */
function* boardPieces(rest: Omit<BoardSnapshot, 'cursor' | 'server_time'>): Generator<string> {
  const { alerts, silences, health, ...others } = rest
  yield '"alerts":'
  yield* listPieces(alerts, itself)
  yield ',"silences":'
  yield* listPieces(silences, itself)
  yield ',"health":'
  yield* listPieces(health, itself)
  yield `,${JSON.stringify(others).slice(1)}`
}

function* withHead(head: string, pieces: Iterable<string>): Generator<string> {
  yield head
  yield* pieces
}

/** The pieces as bytes, piece by piece. */
function* buffersOf(pieces: Iterable<string>): Steps<readonly Buffer[]> {
  const buffers: Buffer[] = []
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length >= BUFFER) {
      buffers.push(Buffer.from(text))
      text = ''
    }
    yield
  }
  buffers.push(Buffer.from(text))
  return buffers
}

function sizeOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0)
}

function itself<T>(item: T): T {
  return item
}
