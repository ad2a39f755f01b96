import {
  type BoardSnapshot,
  type Cursor,
  parseBoardSnapshot,
  parseCursor,
  parseTime,
} from '@watchfloor/contract'
import type { Lost } from './core/messages.ts'
import { ask, type Connection, readText } from './transports/connection.ts'
import { endpoint } from './transports/endpoints.ts'
import { fromError, notOurs } from './transports/failure.ts'
import { askPage } from './transports/polling.ts'

export interface FetchedBoard {
  readonly board: BoardSnapshot
  readonly cursor: Cursor
  /** Milliseconds since 1970. */
  readonly server_time: number
}

/** The server's answer to "are you there?". */
export interface Alive {
  readonly server_time: number
  /** It holds events after the cursor. */
  readonly behind: boolean
}

/** `GET /api/v2/board`: whole, exactly at its cursor (S19). */
export async function fetchBoard(
  to: Connection,
  signal: AbortSignal,
  progress: () => void,
): Promise<FetchedBoard | Lost> {
  const answer = await ask(to, endpoint(to.base, '/api/v2/board'), 'application/json', signal)
  if (answer.lost !== undefined) return answer.lost
  let value: unknown
  try {
    value = JSON.parse(await readText(answer.response, signal, progress))
    // A large board takes a while to read and another to check; other work may come in between.
    await new Promise<void>((resolve) => to.timers.soon(resolve))
  } catch (error) {
    return error instanceof SyntaxError ? notOurs(answer.response, 'the board is not JSON') : fromError(error)
  }
  const parsed = parseBoardSnapshot(value)
  if (!parsed.ok) return notOurs(answer.response, `the board does not fit: ${parsed.error}`)
  const cursor = parseCursor(parsed.value.cursor)
  const server_time = parseTime(parsed.value.server_time)
  if (cursor === undefined || server_time === undefined) {
    return notOurs(answer.response, 'the board has no readable cursor or time')
  }
  return { board: parsed.value, cursor, server_time }
}

/**
 * The probe (S27). It asks for events rather than for health, so that it also tells whether the token still counts,
 * and whether the stream is behind.
 */
export async function askAlive(
  to: Connection,
  cursor: Cursor | null,
  signal: AbortSignal,
): Promise<Alive | Lost> {
  const asked = await askPage(to, cursor, { wait: 0, limit: 1 }, signal, () => undefined)
  if (asked.lost !== undefined) return asked.lost
  const { page, report } = asked
  return { server_time: report.server_time, behind: page.events.length > 0 || page.reset !== undefined }
}
