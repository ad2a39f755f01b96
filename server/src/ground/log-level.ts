import { formatTime, type LogLevel, type LogLevelNow, type Millis } from '@watchfloor/contract'
import type { Clock, Timers } from './clock.ts'

/** How much the server's own log says, which may be changed while it runs. */
export interface LogLevels {
  readonly now: () => LogLevelNow
  /** Holds until then, and without a time until the next start. */
  readonly set: (level: LogLevel, until: Millis | undefined) => LogLevelNow
  readonly close: () => void
}

/** The longest that a timer of Node waits. */
const LONGEST_WAIT: Millis = 2 ** 31 - 1

export function logLevels(parts: {
  readonly configured: LogLevel
  readonly apply: (level: LogLevel) => void
  readonly clock: Pick<Clock, 'now'>
  readonly timers: Pick<Timers, 'after'>
  /** Its time was over. */
  readonly onBack: (level: LogLevel) => void
}): LogLevels {
  const { configured, apply, clock, timers, onBack } = parts
  let level = configured
  let until: Millis | undefined
  let cancel = (): void => {}
  const now = (): LogLevelNow => ({
    level,
    configured,
    until: until === undefined ? null : formatTime(until),
  })
  const wait = (end: Millis): void => {
    cancel = timers.after(Math.min(end - clock.now(), LONGEST_WAIT), () => {
      if (clock.now() < end) return wait(end)
      until = undefined
      level = configured
      apply(level)
      onBack(level)
    })
  }
  return {
    now,
    set: (next, end) => {
      cancel()
      level = next
      until = next === configured ? undefined : end
      apply(level)
      if (until !== undefined) wait(until)
      return now()
    },
    close: () => cancel(),
  }
}
