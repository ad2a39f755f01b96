import type { StreamSettings } from '../parts/stream-settings.ts'

/** What one client may still say, control frames included. */
export class Allowance {
  readonly #most: number
  readonly #perSecond: number
  readonly #monotonic: () => number
  #left: number
  #at: number

  constructor(
    limits: Pick<StreamSettings['limits'], 'messages_per_second' | 'messages_at_once'>,
    monotonic: () => number,
  ) {
    this.#most = limits.messages_at_once
    this.#perSecond = limits.messages_per_second
    this.#monotonic = monotonic
    this.#left = this.#most
    this.#at = monotonic()
  }

  /** Counts something that costs as much as so many frames; false when it is too much. */
  take(frames: number): boolean {
    const now = this.#monotonic()
    this.#left = Math.min(this.#most, this.#left + ((now - this.#at) * this.#perSecond) / 1000) - frames
    this.#at = now
    return this.#left >= 0
  }
}
