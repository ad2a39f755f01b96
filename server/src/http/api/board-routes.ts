import { ApiError, BoardSnapshot, formatCursor, formatTime, parseTime, Timestamp } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { json, nothing } from '../../openapi/answers.ts'
import { headerParameter, queryParameter } from '../../openapi/parameters.ts'
import { sendRefused } from '../edge/answers.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { handler, resource } from '../edge/resource.ts'
import { sendJsonText, sendNothing } from '../edge/send.ts'

const OPERATION = {
  id: 'getBoard',
  chapter: 'Board',
  summary: 'The whole board exactly at its cursor, or as it stood at a past second',
  description: 'Take it first, then follow from its `cursor`. A past board has no statistics.',
  parameters: [
    queryParameter('at', Timestamp, 'A past time, such as 2026-01-31T03:12:00Z; now when not given.'),
    headerParameter('if-none-match', Type.String(), 'The `ETag` of an earlier answer.'),
  ],
  answers: {
    200: json(BoardSnapshot, 'Everything on the board.'),
    304: nothing('It is still the board of this tag.'),
    404: json(ApiError, 'The time is before history begins; the message says when that was.'),
    503: json(ApiError, 'The history of an earlier version is still being read in.'),
  },
} as const

/**
 * `GET /api/v2/board`, and with `at` the board of a past time. The tag is the cursor and the id of the statistics: as
 * long as neither has moved, the board is the same, so that its text is made once for all who ask after a reset. Only
 * the server's time is always fresh.
 */
export function boardRoutes(app: FastifyInstance, { core }: AppParts): void {
  let cached: { readonly tag: string; readonly cursor: string; readonly rest: string } | undefined

  resource(app, '/api/v2/board', {
    GET: handler(OPERATION, (request, reply) => {
      const at = queryOf(request).get('at')
      if (at !== null) return sendPastBoard(core, request, reply, at)
      const degraded = core.log.degraded() === undefined ? '' : '-degraded'
      const tag = `"${formatCursor(core.log.head())}-${core.stats().id}${degraded}"`
      reply.header('etag', tag).header('cache-control', 'no-cache')
      if (asksFor(request.headers['if-none-match'], tag)) return sendNothing(reply, 304)
      if (cached?.tag !== tag) {
        const board = core.board()
        cached = { tag, cursor: JSON.stringify(board.cursor), rest: textAfterTime(board) }
      }
      const time = JSON.stringify(formatTime(core.now()))
      return sendJsonText(reply, `{"cursor":${cached.cursor},"server_time":${time},${cached.rest}`)
    }),
  })
}

/** The board as it stood at a time. */
async function sendPastBoard(
  core: AppParts['core'],
  request: FastifyRequest,
  reply: FastifyReply,
  at: string,
): Promise<BoardSnapshot | FastifyReply> {
  const refuse = (reason: 'invalid' | 'not_found' | 'unavailable', message: string): FastifyReply =>
    sendRefused(request, reply, { reason, message: `GET /api/v2/board?at=: ${message}` })
  const time = parseTime(at)
  if (time === undefined) {
    return refuse('invalid', `${JSON.stringify(at)} is not an RFC 3339 time such as 2026-01-31T03:12:00Z`)
  }
  if (time > core.now()) return refuse('invalid', `${at} has not come yet`)
  const past = await core.pastBoard(time)
  if (!past.ok) return refuse(past.reason, past.message)
  reply.header('cache-control', 'no-cache')
  return past.board
}

/** The snapshot's JSON after its cursor and time. */
function textAfterTime({ cursor: _cursor, server_time: _time, ...rest }: BoardSnapshot): string {
  return JSON.stringify(rest).slice(1)
}

function asksFor(header: string | undefined, tag: string): boolean {
  const known = header?.split(',').map((text) => text.trim().replace(/^W\//, '')) ?? []
  return known.includes(tag)
}
