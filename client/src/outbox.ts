import type { BoardSnapshot, Event } from '@watchfloor/contract'
import type { Freshness } from './core/freshness.ts'
import type { BoardCause } from './core/messages.ts'
import type { Timers } from './platform/platform.ts'

export interface Handlers {
  readonly onBoard: (board: BoardSnapshot, cause: BoardCause) => void
  readonly onEvents: (events: readonly Event[]) => void
  readonly onFreshness: (freshness: Freshness) => void
}

/** How often freshness is told while nothing but its times and counts moves. */
const FRESHNESS_EVERY_MS = 1_000

/**
 * Gathers what one turn of the loop brings and hands it out in order: events and boards first, then how fresh they are,
 * so that nobody is told "live" before holding what makes it so.
 */
export class Outbox {
  readonly #handlers: Handlers
  readonly #timers: Timers
  readonly #freshness: () => Freshness
  readonly #waiting: (() => void)[] = []
  #batch: Event[] = []
  #isDue = false
  #isClosed = false
  #told: { readonly key: string; readonly at: number } | null = null

  constructor(handlers: Handlers, timers: Timers, freshness: () => Freshness) {
    this.#handlers = handlers
    this.#timers = timers
    this.#freshness = freshness
  }

  events(events: readonly Event[]): void {
    if (this.#batch.length === 0) {
      this.#waiting.push(() => {
        const batch = this.#batch
        this.#batch = []
        this.#handlers.onEvents(batch)
      })
    }
    for (const event of events) this.#batch.push(event)
    this.changed()
  }

  board(board: BoardSnapshot, cause: BoardCause): void {
    // A board ends the batch before it.
    const before = this.#batch
    this.#batch = []
    if (before.length > 0) this.#waiting[this.#waiting.length - 1] = () => this.#handlers.onEvents(before)
    this.#waiting.push(() => this.#handlers.onBoard(board, cause))
    this.changed()
  }

  /** Something may have to be told. */
  changed(): void {
    if (this.#isDue || this.#isClosed) return
    this.#isDue = true
    this.#timers.soon(() => this.#flush())
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isClosed = true
    this.#waiting.length = 0
    this.#batch = []
  }

  #flush(): void {
    this.#isDue = false
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next()
      if (!this.#isClosed) this.#tellFreshness()
    } finally {
      // A handler that threw is its owner's bug and goes to its platform; what waits behind it still arrives.
      if (this.#waiting.length > 0) this.changed()
    }
  }

  #tellFreshness(): void {
    const freshness = this.#freshness()
    const key = outline(freshness)
    const { at } = freshness
    if (this.#told?.key === key && at - this.#told.at < FRESHNESS_EVERY_MS) return
    this.#told = { key, at }
    this.#handlers.onFreshness(freshness)
  }
}

/** What must be told at once when it changes; times and counts that always move are left out. */
function outline(freshness: Freshness): string {
  const { at: _at, proof: _proof, skew_ms: _skew, counts: _counts, drops, ...rest } = freshness
  return JSON.stringify({ ...rest, done: 0, drops: [drops.count, drops.unstable] })
}
