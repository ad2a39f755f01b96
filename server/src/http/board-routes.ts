import type { BoardSnapshot } from '@watchfloor/contract'
import { formatCursor, formatTime } from '@watchfloor/contract'
import type { FastifyInstance } from 'fastify'
import type { AppParts } from './parts.ts'
import { resource } from './resource.ts'

/**
 * `GET /api/v2/board`. The tag is the cursor and the id of the statistics: as long as neither has moved, the board is
 * the same, so that its text is made once for all who ask after a reset. Only the server's time is always fresh.
 */
export function boardRoutes(app: FastifyInstance, { core }: AppParts): void {
  let cached: { readonly tag: string; readonly cursor: string; readonly rest: string } | undefined

  resource(app, '/api/v2/board', {
    GET: (request, reply) => {
      const tag = `"${formatCursor(core.log.head())}-${core.stats().id}"`
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

/** The snapshot's JSON from `alerts` to its end. */
function textAfterTime({ alerts, silences, health, stats }: BoardSnapshot): string {
  return JSON.stringify({ alerts, silences, health, stats }).slice(1)
}

function asksFor(header: string | undefined, tag: string): boolean {
  const known = header?.split(',').map((text) => text.trim().replace(/^W\//, '')) ?? []
  return known.includes(tag)
}
