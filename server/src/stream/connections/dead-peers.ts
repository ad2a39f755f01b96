import type { Timers } from '../../ground/clock.ts'
import { retransmissions } from './unacknowledged.ts'

const CHECK_MS = 2_000
/** Silent for so long at least, with so many retransmissions: not a lossy link, but nobody there. */
const SILENT_MS = 5_500
const RETRANSMISSIONS = 3

export interface DeadPeersParts {
  readonly timers: Timers
  readonly monotonic: () => number
  /** The system's tables of TCP connections; none where the system has no such table. */
  readonly readTables: () => Promise<readonly string[]>
  /** Are there connections that nothing else would find dead? */
  readonly isNeeded: () => boolean
  /** Cuts the connections to this peer. */
  readonly cut: (peer: string) => void
  readonly onFailed: (error: unknown) => void
}

/**
 * Finds peers that went away without a word. A WebSocket is asked for a pong; SSE has no answer, and TCP by itself
 * goes on for a quarter of an hour. But every heartbeat is acknowledged by the peer's system, and Linux shows what
 * is not. With the longest time between two heartbeats, 16.5 s, a dead peer is gone within 25 s. Returns the way
 * to stop. Elsewhere than on Linux it finds nothing.
 */
export function watchDeadPeers(parts: DeadPeersParts): () => void {
  let silent = new Map<string, number>()
  let isReading = false
  const check = async (): Promise<void> => {
    const now = parts.monotonic()
    const tables = await parts.readTables()
    const before = silent
    silent = new Map()
    for (const [peer, times] of tables.flatMap((table) => [...retransmissions(table)])) {
      const since = before.get(peer) ?? now
      if (times >= RETRANSMISSIONS && now - since >= SILENT_MS) parts.cut(peer)
      else silent.set(peer, since)
    }
  }
  return parts.timers.every(CHECK_MS, () => {
    if (isReading || !parts.isNeeded()) return
    isReading = true
    check()
      .catch(parts.onFailed)
      .finally(() => {
        isReading = false
      })
  })
}
