import { formatCursor, type ResetReason } from '@watchfloor/contract'
import type { Logger } from '../../ground/logger.ts'
import type { EventLog } from '../../log/event-log.ts'

/** The same is said again after so long, ms: after a restore every client comes with such a cursor. */
const AGAIN_MS = 60_000

const WORDS: Readonly<Partial<Record<ResetReason, string>>> = {
  future: 'a client has seen more than this log holds: an older copy of it was restored, or its end was lost',
  unknown:
    'a client has a cursor that this log never gave: it was begun anew, or restored, or is another server’s',
}

/**
 * Says in the server's own log when a client comes with a cursor that only another log can have given. Those are told
 * `reset`; the person who runs the server should know why. How often they come is a metric.
 */
export function strangerLog(
  logger: Logger,
  events: Pick<EventLog, 'head'>,
  monotonic: () => number,
): (reason: ResetReason, cursor: string) => void {
  const said = new Map<ResetReason, number>()
  return (reason, cursor) => {
    const words = WORDS[reason]
    const now = monotonic()
    const last = said.get(reason)
    if (words === undefined || (last !== undefined && now - last < AGAIN_MS)) return
    said.set(reason, now)
    logger.warn({ reason, cursor: cursor.slice(0, 64), head: formatCursor(events.head()) }, words)
  }
}
