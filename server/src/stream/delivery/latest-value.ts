import type { StatsEvent } from '@watchfloor/contract'
import type { Timers } from '../../ground/clock.ts'
import { encodedOnce } from '../wire/framing.ts'
import type { Latest } from './reader.ts'

export interface LatestValueParts {
  readonly initial: StatsEvent
  /** Shortest time between two values that are offered, ms. */
  readonly conflateMs: number
  readonly timers: Timers
  readonly monotonic: () => number
  /** There is a newer value to offer to everybody. */
  readonly onChange: (latest: Latest) => void
}

/** The newest statistics (class B, S18): offered at most so often, the last one always. */
export class LatestValue {
  readonly #parts: LatestValueParts
  #current: Latest
  #offeredAt = Number.NEGATIVE_INFINITY
  #cancel: (() => void) | undefined

  constructor(parts: LatestValueParts) {
    this.#parts = parts
    this.#current = encode(parts.initial)
  }

  get current(): Latest {
    return this.#current
  }

  set(event: StatsEvent): void {
    this.#current = encode(event)
    if (this.#cancel !== undefined) return
    const wait = this.#offeredAt + this.#parts.conflateMs - this.#parts.monotonic()
    if (wait <= 0) this.#offer()
    else this.#cancel = this.#parts.timers.after(wait, () => this.#offer())
  }

  close(): void {
    this.#cancel?.()
  }

  #offer(): void {
    this.#cancel = undefined
    this.#offeredAt = this.#parts.monotonic()
    this.#parts.onChange(this.#current)
  }
}

/** Encoded at most once for everybody. */
export function encode(event: StatsEvent): Latest {
  return { event, bytes: encodedOnce([{ json: JSON.stringify(event) }]) }
}
