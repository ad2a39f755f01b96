import type { Timers } from '../../ground/clock.ts'

/** Between two heartbeats are so many ticks, 10 % more or less, so that thousands do not come together. */
const TICKS = { least: 90, mean: 100, most: 110 }

/** What beats: one of thousands. */
export interface Beating {
  /** Where on the wheel it is; the wheel's own. */
  slot: number
  readonly beat: () => void
}

export interface HeartbeatsParts {
  readonly timers: Timers
  readonly monotonic: () => number
  /** A number in [0, 1). */
  readonly random: () => number
  /** Mean time between two of one connection. */
  readonly ms: number
}

/**
 * The heartbeats of all connections, on one wheel with one timer that runs while there are any: a timer for each would
 * be a tenth of what an idle connection costs.
 */
export class Heartbeats {
  readonly #slots = Array.from({ length: TICKS.most + 1 }, () => new Set<Beating>())
  readonly #parts: HeartbeatsParts
  readonly #tickMs: number
  #at = 0
  #lookedAt = 0
  #size = 0
  #stop: (() => void) | undefined

  constructor(parts: HeartbeatsParts) {
    this.#parts = parts
    this.#tickMs = parts.ms / TICKS.mean
  }

  add(one: Beating): void {
    this.#size++
    this.#place(one)
    if (this.#stop !== undefined) return
    this.#lookedAt = this.#parts.monotonic()
    this.#stop = this.#parts.timers.every(this.#tickMs, () => this.#look())
  }

  /** It beats no more; may be said again. */
  remove(one: Beating): void {
    if (this.#slots[one.slot]?.delete(one) !== true) return
    if (--this.#size > 0) return
    this.#stop?.()
    this.#stop = undefined
  }

  #place(one: Beating): void {
    const ticks = TICKS.least + Math.floor(this.#parts.random() * (TICKS.most - TICKS.least + 1))
    one.slot = (this.#at + ticks) % this.#slots.length
    this.#slots[one.slot]?.add(one)
  }

  /** A loop that stood still, or a machine that slept, has missed ticks. */
  #look(): void {
    const now = this.#parts.monotonic()
    const ticks = Math.round((now - this.#lookedAt) / this.#tickMs)
    this.#lookedAt = now
    for (let n = Math.min(Math.max(ticks, 1), this.#slots.length); n > 0; n--) this.#tick()
  }

  #tick(): void {
    this.#at = (this.#at + 1) % this.#slots.length
    const due = [...(this.#slots[this.#at] ?? [])]
    this.#slots[this.#at]?.clear()
    for (const one of due) this.#place(one)
    // One may end another, which does not beat then: it is in no slot.
    for (const one of due) if (this.#slots[one.slot]?.has(one)) one.beat()
  }
}
