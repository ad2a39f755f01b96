import type { CompiledFilter, StatsEvent } from '@watchfloor/contract'
import type { Chunk } from '../wire/chunk.ts'
import type { Framing } from '../wire/framing.ts'

/** A connection as the hub sees it while it follows the log live. */
export interface Reader {
  readonly filter: CompiledFilter
  /** Everything up to here was scanned and written. */
  readonly position: number
  /** Whose it is: the principal's, else the address's. */
  readonly asker: string
  /**
   * The newest position that its client knows of: where it began, an event's, or a heartbeat's. It is at most `position`,
   * and nothing in between passes.
   */
  readonly told: number
  /** Takes the chunk that begins at its position. False when nothing was written. */
  readonly deliver: (chunk: Chunk) => boolean
  /** It was taken off live delivery and must read the log from its position. */
  readonly fallBehind: () => void
  /** Its filter costs more than its asker's share, and is not looked at any more. */
  readonly tooCostly: () => void
  /** There is a new value of class B. False when nothing was written. */
  readonly offerLatest: (latest: Latest) => boolean
}

/** The newest value of class B, encoded once for everybody. */
export interface Latest {
  readonly event: StatsEvent
  readonly bytes: (framing: Framing) => Buffer
}
