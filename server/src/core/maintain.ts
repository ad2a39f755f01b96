import type { Clock } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { EventStore } from '../storage/storage.ts'
import type { Retention } from './retention.ts'

/** Rows deleted at a time: commits wait for each step. */
const PURGE_STEP = 1_000

interface Parts {
  readonly clock: Clock
  readonly events: EventStore
  readonly retention: Retention
  readonly trim: (earliest: number) => void
  /** Of servers that share a store, one deletes. */
  readonly isOnDuty: () => boolean
  readonly logger: Logger
}

/**
 * Moves the earliest readable cursor on, and deletes history that is too old, or more than there may be, in small
 * steps. What cursors may still ask for stays, whatever it takes.
 */
export async function maintain(parts: Parts): Promise<void> {
  const { clock, events, retention, trim, isOnDuty, logger } = parts
  const now = clock.now()
  const oldest = await events.firstSince(now - retention.cursors)
  if (oldest !== undefined) trim(oldest - 1)
  if (!isOnDuty()) return
  let purged = PURGE_STEP
  while (purged >= PURGE_STEP) purged = await events.purgeBefore(now - retention.history, PURGE_STEP)
  let early = 0
  while ((await events.usedBytes()) > retention.history_bytes) {
    purged = await events.purgeBefore(now - retention.cursors, PURGE_STEP)
    if (purged === 0) break
    early += purged
  }
  if (early > 0) logger.warn({ rows: early }, 'history was cut short to stay within retention.history_bytes')
}
