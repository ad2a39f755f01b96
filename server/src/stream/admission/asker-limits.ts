const MINUTE_MS = 60_000
/** So many askers are remembered before those that have waited long enough are dropped. */
const REMEMBERED = 10_000

export interface AskerLimitsParts {
  readonly streams: number
  readonly attemptsPerMinute: number
  readonly monotonic: () => number
  /** Streams that one who asks has at other servers. */
  readonly elsewhere: (asker: string) => number
}

interface Entry {
  streams: number
  /** Attempts left; they grow back evenly, a minute's worth in a minute. */
  left: number
  at: number
}

export type OverLimit = {
  readonly reason: 'streams' | 'attempts'
  readonly retryAfterSeconds: number
}

/** Streams and attempts of each who asks (S21): of networks that are not signed in, or of principals. */
export class AskerLimits {
  readonly #parts: AskerLimitsParts
  readonly #entries = new Map<string, Entry>()

  constructor(parts: AskerLimitsParts) {
    this.#parts = parts
  }

  /** Counts an attempt. Undefined means that the stream may open; then `release` must follow once. */
  take(asker: string): OverLimit | undefined {
    const { streams, attemptsPerMinute, elsewhere } = this.#parts
    const entry = this.#entry(asker)
    if (entry.left < 1) {
      const seconds = Math.ceil(((1 - entry.left) * MINUTE_MS) / attemptsPerMinute / 1000)
      return { reason: 'attempts', retryAfterSeconds: seconds }
    }
    entry.left -= 1
    // Nobody knows when a stream ends; in this time a client that polls loses little.
    if (entry.streams >= streams) return { reason: 'streams', retryAfterSeconds: 15 }
    // Another server may have gone with them, which is known in a moment.
    if (entry.streams + elsewhere(asker) >= streams) return { reason: 'streams', retryAfterSeconds: 5 }
    entry.streams++
    return undefined
  }

  release(asker: string): void {
    const entry = this.#entries.get(asker)
    if (entry !== undefined) entry.streams--
  }

  /** Who has streams here, and how many. */
  *open(): Generator<readonly [asker: string, streams: number]> {
    for (const [asker, { streams }] of this.#entries) if (streams > 0) yield [asker, streams]
  }

  #entry(key: string): Entry {
    const { attemptsPerMinute, monotonic } = this.#parts
    const now = monotonic()
    const known = this.#entries.get(key)
    if (known === undefined) {
      if (this.#entries.size >= REMEMBERED) this.#forget(now)
      const entry = { streams: 0, left: attemptsPerMinute, at: now }
      this.#entries.set(key, entry)
      return entry
    }
    known.left = Math.min(attemptsPerMinute, known.left + ((now - known.at) * attemptsPerMinute) / MINUTE_MS)
    known.at = now
    return known
  }

  #forget(now: number): void {
    for (const [key, entry] of this.#entries) {
      if (entry.streams === 0 && now - entry.at >= MINUTE_MS) this.#entries.delete(key)
    }
  }
}
