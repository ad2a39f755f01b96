import type { Millis } from '@watchfloor/contract'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A span in its largest unit, for narrow places: `8 s`, `18 m`, `2 h`, `3 d`. Negative spans count as none. */
export function shortSpan(span: Millis): string {
  const at = Math.max(0, span)
  if (at < MINUTE) return `${Math.floor(at / SECOND)} s`
  if (at < HOUR) return `${Math.floor(at / MINUTE)} m`
  if (at < 2 * DAY) return `${Math.floor(at / HOUR)} h`
  return `${Math.floor(at / DAY)} d`
}

/** A span in its two largest units, for sentences: `8 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function longSpan(span: Millis): string {
  const at = Math.max(0, span)
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(at / DAY), 'd'],
    [Math.floor((at % DAY) / HOUR), 'h'],
    [Math.floor((at % HOUR) / MINUTE), 'min'],
    [Math.floor((at % MINUTE) / SECOND), 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  if (first === -1) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** A time of day in the reader's zone, 24 h: `03:12:04`. */
export function clockText(time: Millis): string {
  return new Date(time).toLocaleTimeString('en-GB', { hour12: false })
}

/** A time with its day where that is not the day of `now`: `03:12`, `Thu 27 Nov, 03:16`. */
export function momentText(time: Millis, now: Millis): string {
  const at = new Date(time)
  const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false })
  if (at.toDateString() === new Date(now).toDateString()) return clock
  return `${at.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })}, ${clock}`
}
