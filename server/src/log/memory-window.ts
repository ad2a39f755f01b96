import type { LoggedEvent } from '@watchfloor/contract'
import { WrittenEvent } from '../storage/written-event.ts'

/** How much of the log's end stays in memory (S17). */
export interface WindowLimits {
  readonly events: number
  readonly bytes: number
}

export const DEFAULT_WINDOW: WindowLimits = { events: 10_000, bytes: 64 * 1024 * 1024 }

/** About what stands around an event's data. */
const AROUND = 200

/**
 * The newest events, contiguous, found by sequence arithmetic. Sizes are those of an event's JSON,
 * about.
 */
export class MemoryWindow {
  readonly #limits: WindowLimits
  #events: LoggedEvent[] = []
  #sizes: number[] = []
  /** Index of the first event that still counts; the arrays are cut when half of them is dead. */
  #start = 0
  #bytes = 0

  constructor(limits: WindowLimits) {
    this.#limits = limits
  }

  append(batch: readonly LoggedEvent[]): void {
    for (const event of batch) {
      const size = sizeOf(event)
      this.#events.push(event)
      this.#sizes.push(size)
      this.#bytes += size
    }
    while (this.#length() > this.#limits.events || (this.#bytes > this.#limits.bytes && this.#length() > 1)) {
      this.#bytes -= this.#sizes[this.#start] ?? 0
      this.#start++
    }
    if (this.#start > this.#events.length / 2) {
      this.#events = this.#events.slice(this.#start)
      this.#sizes = this.#sizes.slice(this.#start)
      this.#start = 0
    }
  }

  /** Holds these and nothing else. */
  startOver(events: readonly LoggedEvent[]): void {
    this.#events = []
    this.#sizes = []
    this.#start = 0
    this.#bytes = 0
    this.append(events)
  }

  /** Events after a sequence, at most `limit`; undefined when the window does not reach back that far. */
  readAfter(after: number, limit: number): readonly LoggedEvent[] | undefined {
    const first = this.#events[this.#start]
    if (first === undefined || after < first.sequence - 1) return undefined
    const from = this.#start + (after - first.sequence + 1)
    return this.#events.slice(from, from + limit)
  }

  /** Events before a sequence, newest first, as far as they are here. Goes on with what was here when it began. */
  *before(sequence: number): Generator<LoggedEvent> {
    const [events, start] = [this.#events, this.#start]
    const first = events[start]?.sequence ?? sequence
    for (let at = Math.min(start + sequence - first, events.length) - 1; at >= start; at--)
      yield events[at] as LoggedEvent
  }

  #length(): number {
    return this.#events.length - this.#start
  }
}

function sizeOf(event: LoggedEvent): number {
  return WrittenEvent.dataOf(event).length + AROUND
}
