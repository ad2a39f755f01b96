import type { Millis } from '@watchfloor/contract'

/** For so long a standstill is remembered. */
const KEPT: Millis = 60_000

/**
 * How long this process did not run, because the machine had no processor for it or it was busy itself. Timers that
 * were due meanwhile go off before anything is heard that came meanwhile: whoever judges others by their silence has to
 * take that time off, or blames them for its own.
 */
export class Standstills {
  readonly #monotonic: () => Millis
  readonly #every: Millis
  #lookedAt: Millis
  #kept: readonly { readonly from: Millis; readonly to: Millis }[] = []

  /** It is to `look` so often. */
  constructor(monotonic: () => Millis, every: Millis) {
    this.#monotonic = monotonic
    this.#every = every
    this.#lookedAt = monotonic()
  }

  look(): void {
    const now = this.#monotonic()
    const open = this.#open(now)
    if (open !== undefined) this.#kept = [...this.#kept.filter(({ to }) => now - to < KEPT), open]
    this.#lookedAt = now
  }

  /** How much of the time since then it stood still. */
  since(at: Millis): Millis {
    const now = this.#monotonic()
    const open = this.#open(now)
    return [...this.#kept, ...(open === undefined ? [] : [open])].reduce(
      (sum, { from, to }) => sum + Math.max(0, to - Math.max(from, at)),
      0,
    )
  }

  /** One that lasts until now; a timer may be late by half its time. */
  #open(now: Millis): { readonly from: Millis; readonly to: Millis } | undefined {
    const from = this.#lookedAt + this.#every
    return now - from > this.#every / 2 ? { from, to: now } : undefined
  }
}
