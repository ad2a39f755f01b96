import type { Cursor, LoggedEvent, Millis, ResetReason } from '@watchfloor/contract'

/** Where a reader may continue, or why it cannot (S16). */
export type Located =
  | { readonly ok: true; readonly sequence: number }
  | { readonly ok: false; readonly reason: Exclude<ResetReason, 'filter' | 'scope'> }

/**
 * The durable log as its readers see it. What it holds is committed; sequences are contiguous.
 */
export interface EventLog {
  /** Position of the newest committed event, in the current term. */
  readonly head: () => Cursor
  /** Position before the oldest event that can still be read: the earliest valid cursor. */
  readonly earliest: () => Cursor
  /** Checks a cursor's text against the known terms (S16). */
  readonly locate: (cursor: string) => Located
  /**
   * Events with a sequence above `after`, in order, at most `limit`. From memory when they are there, otherwise
   * from disk; looked up by key. Fewer than `limit` means that the head was reached.
   */
  readonly readAfter: (after: number, limit: number) => Promise<readonly LoggedEvent[]>
  /** Events with a sequence below `before` that can still be read, newest first, as far as they are in memory. */
  readonly newest: (before: number) => Iterable<LoggedEvent>
  /**
   * Calls the listener with every committed batch, in log order, once it is readable. Returns the way to stop.
   */
  readonly subscribe: (listener: (batch: readonly LoggedEvent[]) => void) => () => void
  /**
   * Calls the listener when the log turned: from some sequence on it holds something else than it did, or nothing. It is
   * given where the log stood before; a position of then is valid if its cursor, in that term, is. Returns the way to stop.
   */
  readonly onTurn: (listener: (before: Cursor) => void) => () => void
  /**
   * Resolves when everything is here that was committed when this was asked, and to false when that cannot be known: a
   * cursor may come from another server that is a moment ahead.
   */
  readonly catchUp: () => Promise<boolean>
  /** The last moment at which everything that was committed was here; undefined while that is now. */
  readonly asOf: () => Millis | undefined
  /** Why the log cannot append at the moment (S13); undefined when it can. */
  readonly degraded: () => string | undefined
}
