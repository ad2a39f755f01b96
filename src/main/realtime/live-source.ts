import type { Freshness } from '@watchfloor/client'
import type { BoardSnapshot, Event } from '@watchfloor/contract'

/** Told of what is new; each time after the source itself has taken it in. */
export interface LiveListener {
  /** Everything known was replaced. */
  readonly onBoard: () => void
  /** In order, each once. */
  readonly onEvents: (events: readonly Event[]) => void
  readonly onFreshness: (freshness: Freshness) => void
}

/** The board as main knows it. */
export interface LiveSource {
  /** Null while nothing is known. */
  readonly board: () => { readonly snapshot: BoardSnapshot; readonly saved_at: string | null } | null
  /** Null when they are no longer kept, or the cursor is not of this board. */
  readonly eventsAfter: (cursor: string) => readonly Event[] | null
  readonly freshness: () => Freshness
  readonly server: () => string | null
  readonly subscribe: (listener: LiveListener) => () => void
}
