/** The one clock that makes ages move. Everything shown as a time or an age reads it. */
export interface Ticker {
  /** The server's time as far as we know it, milliseconds since 1970 (S11: never the laptop's clock). */
  readonly now: () => number
  /** This computer's own clock: what a pause set here is measured by. */
  readonly wall: () => number
  /** Monotonic milliseconds, for freshness. */
  readonly monotonic: () => number
  /** Calls once a second, just after the server's second begins. */
  readonly subscribe: (tick: () => void) => () => void
}

export interface TickerSources {
  readonly now: () => number
  readonly wall: () => number
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
}

/** One timer for all readers, which runs only while somebody reads. */
export function createTicker(sources: TickerSources): Ticker {
  const readers = new Set<() => void>()
  let cancel: (() => void) | undefined
  const schedule = (): void => {
    cancel = sources.after(1000 - (sources.now() % 1000) + 5, () => {
      schedule()
      for (const read of readers) read()
    })
  }
  return {
    now: sources.now,
    wall: sources.wall,
    monotonic: sources.monotonic,
    subscribe: (tick) => {
      readers.add(tick)
      if (cancel === undefined) schedule()
      return () => {
        readers.delete(tick)
        if (readers.size > 0) return
        cancel?.()
        cancel = undefined
      }
    },
  }
}
