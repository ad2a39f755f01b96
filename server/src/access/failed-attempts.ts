const MINUTE_MS = 60_000

/**
 * How often who failed: so many times at once are nothing, and as many come back in a minute. Only so many are
 * remembered; of more, whoever failed longest ago is forgotten.
 */
export class FailedAttempts {
  readonly #allowed: number
  readonly #remembered: number
  readonly #monotonic: () => number
  /** Those that failed last stand at the end. */
  readonly #entries = new Map<string, { readonly left: number; readonly at: number }>()

  constructor(parts: {
    readonly allowed: number
    readonly remembered: number
    readonly monotonic: () => number
  }) {
    this.#allowed = parts.allowed
    this.#remembered = parts.remembered
    this.#monotonic = parts.monotonic
  }

  /** After so many seconds they have an attempt again; 0 while they have one. */
  secondsOver(who: string): number {
    const left = this.#left(who)
    return left >= 1 ? 0 : Math.ceil(((1 - left) * MINUTE_MS) / this.#allowed / 1000)
  }

  failed(who: string): void {
    // As far below as a minute brings back: whoever stops is free a minute or two later.
    const left = Math.max(this.#left(who) - 1, -this.#allowed)
    this.#entries.delete(who)
    this.#entries.set(who, { left, at: this.#monotonic() })
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#remembered && oldest !== undefined) this.#entries.delete(oldest)
  }

  #left(who: string): number {
    const entry = this.#entries.get(who)
    if (entry === undefined) return this.#allowed
    const back = ((this.#monotonic() - entry.at) * this.#allowed) / MINUTE_MS
    return Math.min(this.#allowed, entry.left + back)
  }
}
