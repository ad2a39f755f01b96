/** Frames of one WebSocket client, control frames included: so many at once, and so many a second in the long run. */
const BURST = 100
export const FRAMES_PER_SECOND = 20

/** What one client may still say. */
export class Allowance {
  readonly #monotonic: () => number
  #left = BURST
  #at: number

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic
    this.#at = monotonic()
  }

  /** Counts something that costs as much as so many frames; false when it is too much. */
  take(frames: number): boolean {
    const now = this.#monotonic()
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) * FRAMES_PER_SECOND) / 1000) - frames
    this.#at = now
    return this.#left >= 0
  }
}
