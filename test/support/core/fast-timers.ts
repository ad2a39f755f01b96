import { systemTimers, type Timers } from '../../../server/src/ground/clock.ts'

/** Real timers that run so many times as fast, for deadlines of many seconds. */
export function fastTimers(times: number): Timers {
  return {
    every: (ms, run) => systemTimers.every(ms / times, run),
    after: (ms, run) => systemTimers.after(ms / times, run),
  }
}
