import type { BoardSnapshot } from '@watchfloor/contract'
import { formatCursor, formatTime, parseTime } from '@watchfloor/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendError } from '../edge/errors.ts'
import type { AppParts } from '../edge/parts.ts'
import { queryOf } from '../edge/query.ts'
import { resource } from '../edge/resource.ts'

/**
 * `GET /api/v2/board`, and with `at` the board of a past time. The tag is the cursor and the id of the statistics: as long as neither has moved, the board is
 * the same, so that its text is made once for all who ask after a reset. Only the server's time is always fresh.
 */
export function boardRoutes(app: FastifyInstance, { core }: AppParts): void {
  let cached: { readonly tag: string; readonly cursor: string; readonly rest: string } | undefined

  resource(app, '/api/v2/board', {
    GET: (request, reply) => {
      const at = queryOf(request).get('at')
      if (at !== null) return sendPastBoard(core, request, reply, at)
      const degraded = core.log.degraded() === undefined ? '' : '-degraded'
      const tag = `"${formatCursor(core.log.head())}-${core.stats().id}${degraded}"`
      reply.header('etag', tag).header('cache-control', 'no-cache')
      if (asksFor(request.headers['if-none-match'], tag)) return reply.code(304).send()
      if (cached?.tag !== tag) {
        const board = core.board()
        cached = { tag, cursor: JSON.stringify(board.cursor), rest: textAfterTime(board) }
      }
      const time = JSON.stringify(formatTime(core.now()))
      return reply
        .type('application/json')
        .send(`{"cursor":${cached.cursor},"server_time":${time},${cached.rest}`)
    },
  })
}

/** The board as it stood at a time. */
async function sendPastBoard(
  core: AppParts['core'],
  request: FastifyRequest,
  reply: FastifyReply,
  at: string,
): Promise<FastifyReply> {
  const refuse = (status: number, message: string): FastifyReply =>
    sendError(request, reply, { status, message: `GET /api/v2/board?at=: ${message}`, from: 'handler' })
  const time = parseTime(at)
  if (time === undefined) {
    return refuse(400, `${JSON.stringify(at)} is not an RFC 3339 time such as 2026-01-31T03:12:00Z`)
  }
  if (time > core.now()) return refuse(400, `${at} has not come yet`)
  const past = await core.pastBoard(time)
  if (past.ok) return reply.header('cache-control', 'no-cache').send(past.board)
  return refuse(past.reason === 'not_ready' ? 503 : 404, past.message)
}

/** The snapshot's JSON from `alerts` to its end. */
function textAfterTime({ alerts, silences, health, stats }: BoardSnapshot): string {
  return JSON.stringify({ alerts, silences, health, stats }).slice(1)
}

function asksFor(header: string | undefined, tag: string): boolean {
  const known = header?.split(',').map((text) => text.trim().replace(/^W\//, '')) ?? []
  return known.includes(tag)
}
