import { formatTime, type LoggedEvent, type Millis, type StatsEvent } from '@watchfloor/contract'
import type { Sight } from '../scope/sight.ts'
import { countState } from './count-state.ts'
import type { StatsParts } from './stats-collector.ts'

/** Older numbers are counted anew, whatever happened. */
const FRESH_MS = 10_000

export interface ScopedStatsParts extends Omit<StatsParts, 'timers' | 'resolvedToday'> {
  readonly sight: Sight
  /** How many of theirs resolved between these times, in events up to a sequence. */
  readonly countResolved: (since: Millis, upTo: number) => Promise<number>
  /** The newest sequence. */
  readonly head: () => number
  readonly onFailed: (error: unknown) => void
}

/**
 * The same numbers for those who see a part of the board. They are counted when somebody asks, and again only when
 * something of theirs has happened since: there may be many parts, and few who look.
 */
export class ScopedStats {
  readonly #parts: ScopedStatsParts
  #latest: StatsEvent | undefined
  #countedAt: Millis = 0
  /** Only the last count of what was before is added. */
  #counts = 0
  #day: string
  #resolvedToday = 0

  constructor(parts: ScopedStatsParts) {
    this.#parts = parts
    this.#day = this.#today()
    this.startOver()
  }

  /** Counts what is in the store, by which the state is another one. */
  startOver(): void {
    const { countResolved, head, onFailed } = this.#parts
    const count = ++this.#counts
    const day = this.#day
    this.#resolvedToday = 0
    this.#latest = undefined
    countResolved(Date.parse(`${day}T00:00:00Z`), head()).then((earlier) => {
      if (day !== this.#day || count !== this.#counts) return
      this.#resolvedToday += earlier
      this.#latest = undefined
    }, onFailed)
  }

  get latest(): StatsEvent {
    this.#turnDay()
    const now = this.#parts.now()
    if (this.#latest === undefined || now - this.#countedAt >= FRESH_MS) {
      const at = formatTime(now)
      const data = countState(this.#parts, this.#parts.sight, this.#resolvedToday, at)
      const id = this.#parts.newId()
      this.#countedAt = now
      this.#latest = { type: 'stats_updated', id, source: 'stats_collector', timestamp: at, data }
    }
    return this.#latest
  }

  /** Events were committed. */
  onEvents(batch: readonly LoggedEvent[]): void {
    this.#turnDay()
    for (const event of batch) {
      if (!this.#parts.sight.event(event)) continue
      if (event.type === 'alert_resolved') this.#resolvedToday++
      this.#latest = undefined
    }
  }

  #turnDay(): void {
    const today = this.#today()
    if (today === this.#day) return
    this.#day = today
    this.#resolvedToday = 0
    this.#latest = undefined
  }

  #today(): string {
    return formatTime(this.#parts.now()).slice(0, 10)
  }
}
