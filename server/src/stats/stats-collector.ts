import {
  formatTime,
  type LoggedEvent,
  type Millis,
  type SeverityTable,
  type StatsEvent,
} from '@watchfloor/contract'
import type { Timers } from '../ground/clock.ts'
import type { State } from '../ledger/state.ts'
import { EVERYTHING } from '../scope/sight.ts'
import { countState } from './count-state.ts'

const EVERY_MS = 10_000
/** At most twice a second. */
const AT_MOST_EVERY_MS = 500

export interface StatsParts {
  readonly state: State
  readonly severities: SeverityTable
  readonly resolvedToday: number
  readonly now: () => Millis
  readonly timers: Timers
  readonly newId: () => string
}

/** Counts the board (class B): every 10 s, and on change at most twice a second. */
export class StatsCollector {
  readonly #parts: StatsParts
  readonly #listeners = new Set<(event: StatsEvent) => void>()
  readonly #stopEvery: () => void
  #stopAfter: (() => void) | undefined
  #day: string
  #resolvedToday: number
  #latest: StatsEvent

  constructor(parts: StatsParts) {
    this.#parts = parts
    this.#resolvedToday = parts.resolvedToday
    this.#day = this.#today()
    this.#latest = this.#collect()
    this.#stopEvery = parts.timers.every(EVERY_MS, () => this.#publish())
  }

  get latest(): StatsEvent {
    return this.#latest
  }

  subscribe(listener: (event: StatsEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Events were committed: count what they ended, and publish soon. */
  onEvents(batch: readonly LoggedEvent[]): void {
    this.#turnDay()
    for (const event of batch) if (event.type === 'alert_resolved') this.#resolvedToday++
    this.#stopAfter ??= this.#parts.timers.after(AT_MOST_EVERY_MS, () => {
      this.#stopAfter = undefined
      this.#publish()
    })
  }

  /** The state is another one: so many of it resolved today. */
  startOver(resolvedToday: number): void {
    this.#turnDay()
    this.#resolvedToday = resolvedToday
    this.#publish()
  }

  close(): void {
    this.#stopEvery()
    this.#stopAfter?.()
    this.#listeners.clear()
  }

  #publish(): void {
    this.#turnDay()
    this.#latest = this.#collect()
    for (const listener of this.#listeners) listener(this.#latest)
  }

  #turnDay(): void {
    const today = this.#today()
    if (today === this.#day) return
    this.#day = today
    this.#resolvedToday = 0
  }

  #today(): string {
    return formatTime(this.#parts.now()).slice(0, 10)
  }

  #collect(): StatsEvent {
    const at = formatTime(this.#parts.now())
    const data = countState(this.#parts, EVERYTHING, this.#resolvedToday, at)
    return { type: 'stats_updated', id: this.#parts.newId(), source: 'stats_collector', timestamp: at, data }
  }
}
