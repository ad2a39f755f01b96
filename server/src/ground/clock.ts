import type { Millis } from '@watchfloor/contract'

/** Clocks: wall time for what people read, monotonic time for how long something took. Both in milliseconds. */
export interface Clock {
  readonly now: () => Millis
  readonly monotonic: () => Millis
}

/** The one place that timers come from; switched off as a whole by whoever owns the process. */
export interface Timers {
  /** Calls again and again; answers the way to stop. */
  readonly every: (ms: number, run: () => void) => () => void
  /** Calls once; answers the way to stop. */
  readonly after: (ms: number, run: () => void) => () => void
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }

export const systemTimers: Timers = {
  every: (ms, run) => {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
