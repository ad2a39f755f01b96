import type { Millis } from '@watchfloor/contract'

/** A way on which a message comes to every server of one log, its sender too, if it comes at all. */
export interface Way {
  /** Resolves when it is handed over, and rejects when it is not; asked again only after that. */
  readonly send: (message: string) => Promise<unknown>
  readonly close: () => Promise<void> | void
}

/** A kind of way, and how one is opened. */
export interface WayMaker {
  readonly name: 'redis' | 'notify'
  /** The row of it on a board. */
  readonly component: string
  /** What people call the other end, such as `Redis at cache.example.com:6379`. */
  readonly called: string
  /** A message of its own comes back at least this often while it works. */
  readonly proofEvery: Millis
  /** May it carry more than that something is to be looked at? */
  readonly carries: boolean
  /** Rejects when it cannot be opened. `lost` is called once at most, when it is of no use any more. */
  readonly open: (heard: (message: string) => void, lost: (error: unknown) => void) => Promise<Way>
}
