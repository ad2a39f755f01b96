import type { Millis } from '@watchfloor/contract'
import { formatClock, formatMoment } from '../../../shared/times.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of the timeline, in how many slices it is counted, and what it is called. */
export interface Length {
  readonly ms: Millis
  readonly slices: number
  readonly words: string
}

/** Each slice is a round time: a minute, 5 min, half an hour, 2 h, 6 h. */
export const LENGTHS: readonly Length[] = [
  { ms: HOUR, slices: 60, words: '1 h' },
  { ms: 6 * HOUR, slices: 72, words: '6 h' },
  { ms: DAY, slices: 48, words: '24 h' },
  { ms: 7 * DAY, slices: 84, words: '7 d' },
  { ms: 30 * DAY, slices: 120, words: '30 d' },
]

/** What of time is shown; `to` is null while it ends now, and goes on with it. */
export interface Span {
  readonly length: Length
  readonly to: Millis | null
}

export const LAST_DAY: Span = { length: LENGTHS[2] as Length, to: null }

/** The shortest span that reaches from a moment until now; the last day when there is none. */
export function spanOf(at: Millis | null, now: Millis): Span {
  if (at === null) return LAST_DAY
  const length = LENGTHS.find(({ ms }) => now - at < ms)
  return length === undefined ? holding(LAST_DAY, at, now) : { length, to: null }
}

/** The next shorter or longer length, with the moment that is pointed at in its place. Nothing lies beyond now. */
export function zoomed(span: Span, by: -1 | 1, around: Millis | null, now: Millis): Span {
  const length = LENGTHS[LENGTHS.indexOf(span.length) + by]
  if (length === undefined) return span
  const to = span.to ?? now
  if (around === null) return { length, to: span.to }
  const part = (to - around) / span.length.ms
  return endingAt(length, around + part * length.ms, now)
}

/** A span that has this moment in it: the same one where it has. */
export function holding(span: Span, at: Millis, now: Millis): Span {
  const to = span.to ?? now
  if (at <= to && at >= to - span.length.ms) return span
  return endingAt(span.length, at + span.length.ms / 2, now)
}

/** Moved by a part of its length. */
export function moved(span: Span, part: number, now: Millis): Span {
  return endingAt(span.length, (span.to ?? now) + part * span.length.ms, now)
}

function endingAt(length: Length, to: Millis, now: Millis): Span {
  return { length, to: to >= now ? null : to }
}

/** How a moment is written where the whole span is seen: with its day where there are several. */
export function spanClock({ length }: Span): (time: Millis) => string {
  return length.ms <= DAY ? (time) => formatClock(time) : (time) => formatMoment(time).replace(/:\d\d$/, '')
}

/** `Last 24 h`, or from when to when. */
export function spanText(span: Span): string {
  const { length, to } = span
  if (to === null) return `Last ${length.words}`
  const clock = (time: Millis): string => formatMoment(time).replace(/:\d\d$/, '')
  return `${clock(to - length.ms)} to ${clock(to)}`
}
