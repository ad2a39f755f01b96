import type { Millis } from '@watchfloor/contract'
import { formatClock, formatMoment } from '../../shared/times.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A span for narrow places, with minutes only where they still count: `8 s`, `18 m`, `1 h 59 m`, `12 h`, `3 d`. Negative spans count as none. */
export function shortSpan(span: Millis): string {
  const at = Math.max(0, span)
  if (at < MINUTE) return `${Math.floor(at / 1000)} s`
  if (at < HOUR) return `${Math.floor(at / MINUTE)} m`
  const minutes = Math.floor((at % HOUR) / MINUTE)
  if (at < 10 * HOUR && minutes > 0) return `${Math.floor(at / HOUR)} h ${minutes} m`
  if (at < 2 * DAY) return `${Math.floor(at / HOUR)} h`
  return `${Math.floor(at / DAY)} d`
}

/** `03:16:07` today, `Thu 27 Nov, 03:16:07` on any other day: what a stale board is "as of". */
export function asOfText(time: Millis, now: Millis): string {
  return isSameDay(time, now) ? formatClock(time, 'seconds') : formatMoment(time)
}

/** `22:41` today, `Thu 27 Nov, 22:41` on any other day. */
export function minuteText(time: Millis, now: Millis): string {
  return isSameDay(time, now) ? formatClock(time) : formatMoment(time).slice(0, -3)
}

/** `03:12` today, `Thu 27 Nov, 03:12:00` on any other day. */
export function momentText(time: Millis, now: Millis): string {
  return isSameDay(time, now) ? formatClock(time) : formatMoment(time)
}

function isSameDay(one: Millis, other: Millis): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}
