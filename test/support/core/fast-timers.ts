import { systemTimers, type Timers } from '../../../server/src/ground/clock.ts'

/** Real timers that run so many times as fast, for deadlines of many seconds. */
export function fastTimers(times: number): Timers {
  return {
    every: (ms, run) => systemTimers.every(ms / times, run),
    after: (ms, run) => systemTimers.after(ms / times, run),
  }
}

/** Real timers but for those of `ms` milliseconds, which are over after `instead`. */
export function timersBut(ms: number, instead: number): Timers {
  const shorter = (given: number): number => (given === ms ? instead : given)
  return {
    every: (given, run) => systemTimers.every(shorter(given), run),
    after: (given, run) => systemTimers.after(shorter(given), run),
  }
}
