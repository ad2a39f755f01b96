import type { Millis } from '@watchfloor/contract'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** An age in a narrow column: `8s`, `4m`, `2h 10m`, `14h`, `3d`. */
export function formatAge(milliseconds: number): string {
  return roughly(milliseconds)
    .map((part) => part.join(''))
    .join(' ')
}

/** A span in few words: `8 s`, `18 m`, `1 h 59 m`, `12 h`, `3 d`. */
export function shortSpan(milliseconds: number): string {
  return roughly(milliseconds).flat().join(' ')
}

/** Minutes only where they still count, below ten hours; hours for two days. Negative spans count as none. */
function roughly(milliseconds: number): readonly (readonly [count: number, unit: string])[] {
  const span = Math.max(0, milliseconds || 0)
  if (span < MINUTE) return [[Math.floor(span / 1000), 's']]
  if (span < HOUR) return [[Math.floor(span / MINUTE), 'm']]
  if (span >= 2 * DAY) return [[Math.floor(span / DAY), 'd']]
  const hours = [Math.floor(span / HOUR), 'h'] as const
  const minutes = Math.floor((span % HOUR) / MINUTE)
  return span < 10 * HOUR && minutes > 0 ? [hours, [minutes, 'm']] : [hours]
}

/** A duration in words of two parts at most: `4 min 10 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** The same in whole minutes from a minute on, so that what somebody reads does not twitch. */
export function formatCalmly(milliseconds: number): string {
  return formatDuration(milliseconds < MINUTE ? milliseconds : Math.floor(milliseconds / MINUTE) * MINUTE)
}

export const TIME_ZONES = ['mine', 'utc'] as const
/** The zone that times are told in: the person's own, or UTC. */
export type TimeZone = (typeof TIME_ZONES)[number]

let shown: TimeZone = 'mine'

/**
 * Every time from here on is told in this zone. It is kept here, in the one place that writes and reads times: a time
 * in another zone than the one beside it would be misread.
 */
export function showTimesIn(zone: TimeZone): void {
  shown = zone
}

/** How far the shown zone's clock is behind UTC at that time. */
function offsetAt(time: Millis): Millis {
  return shown === 'utc' ? 0 : new Date(time).getTimezoneOffset() * MINUTE
}

/** How far the clock that times are told by is ahead of UTC. */
export function aheadOfUtc(time: Millis): Millis {
  return -offsetAt(time)
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const DAY_FORMAT = { weekday: 'short', day: 'numeric', month: 'short' } as const

/** The farthest that a date can be from 1970, either way (ECMA-262); a format of what lies beyond throws. */
const FARTHEST = 8.64e15

function isTime(time: Millis): boolean {
  return Math.abs(time) <= FARTHEST
}

/** Formats by what they were made of: making one costs more than using it a thousand times. */
const FORMATS = new Map<string, Intl.DateTimeFormat>()

/**
 * The time in a zone, else in the shown one. A format keeps the zone that it was made in, and a laptop travels: so the
 * person's is told by `Date`, which always has the present one, and the format writes what its clock shows there.
 */
function format(time: Millis, options: Intl.DateTimeFormatOptions, zone: string | undefined): string {
  if (!isTime(time)) return '—'
  if (zone !== undefined) return formatOf(options, zone).format(time)
  const there = time - offsetAt(time)
  return isTime(there) ? formatOf(options, 'UTC').format(there) : '—'
}

function formatOf(options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const key = JSON.stringify({ ...options, timeZone })
  const known = FORMATS.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone })
  FORMATS.set(key, made)
  return made
}

/** The time of day, 24 h: `03:16`, or with seconds `03:16:07`. */
export function formatClock(time: Millis, seconds: 'seconds' | 'minutes' = 'minutes', zone?: string): string {
  return format(time, seconds === 'seconds' ? { ...CLOCK, second: '2-digit' } : CLOCK, zone)
}

/** The short name of the shown zone, for example `CET`; shown once per screen. */
export function zoneName(time: Millis): string {
  if (shown === 'utc') return 'UTC'
  const slice = `${Math.floor(time / ZONE_SLICE_MS)} ${offsetAt(time)}`
  if (named.slice === slice) return named.name
  // Made anew, because it is the zone that is asked for.
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(time)
  named = { slice, name: parts.find((part) => part.type === 'timeZoneName')?.value ?? '' }
  return named.name
}

/** Zones change their name, and computers their zone, seldom: it is asked for this often, and not at every frame. */
const ZONE_SLICE_MS = 10_000
let named = { slice: '', name: '' }

/** Day and time, for tooltips: `Thu 27 Nov, 03:16:07`. */
export function formatMoment(time: Millis, zone?: string): string {
  if (!isTime(time)) return '—'
  const day = format(time, DAY_FORMAT, zone)
  return `${day.replace(',', '')}, ${formatClock(time, 'seconds', zone)}`
}

/** A day with its year, for what lasts for months: `Sat 27 Feb 2027`. */
export function dayText(time: Millis): string {
  return isTime(time) ? format(time, { ...DAY_FORMAT, year: 'numeric' }, undefined).replace(',', '') : '—'
}

/** `03:12` today, `Thu 27 Nov, 03:12` on any other day. */
export function momentText(time: Millis, now: Millis): string {
  return isSameDay(time, now) ? formatClock(time) : formatMoment(time).replace(/:\d\d$/, '')
}

/** `03:16:07` today, `Thu 27 Nov, 03:16:07` on any other day: what a stale board is "as of". */
export function asOfText(time: Millis, now: Millis): string {
  return isSameDay(time, now) ? formatClock(time, 'seconds') : formatMoment(time)
}

export function isSameDay(one: Millis, other: Millis): boolean {
  return dayStart(one) === dayStart(other)
}

/** When the day of that time began. */
export function dayStart(time: Millis): Millis {
  return shown === 'utc' ? new Date(time).setUTCHours(0, 0, 0, 0) : new Date(time).setHours(0, 0, 0, 0)
}

/** The next 08:00. */
export function nextMorning(now: Millis): Millis {
  const morning = new Date(now)
  if (shown === 'utc') {
    morning.setUTCHours(8, 0, 0, 0)
    if (morning.getTime() <= now) morning.setUTCDate(morning.getUTCDate() + 1)
  } else {
    morning.setHours(8, 0, 0, 0)
    if (morning.getTime() <= now) morning.setDate(morning.getDate() + 1)
  }
  return morning.getTime()
}

/** What a field for a day and a time holds: `2026-11-24T03:16`. */
export function fieldText(time: Millis): string {
  return new Date(time - offsetAt(time)).toISOString().slice(0, 16)
}

/** The time that such a field says; null when it says none. */
export function readField(text: string): Millis | null {
  const time = new Date(shown === 'utc' && text !== '' ? `${text}Z` : text).getTime()
  return Number.isNaN(time) ? null : time
}

/** A span as it is read aloud: `2 minutes`, `3 hours 21 minutes`; below a minute it changes too often to be said. */
export function spokenSpan(milliseconds: number): string {
  if (!(milliseconds >= MINUTE)) return 'less than a minute'
  return roughly(milliseconds)
    .map(([count, unit]) => `${count} ${SPOKEN[unit]}${count === 1 ? '' : 's'}`)
    .join(' ')
}

const SPOKEN: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' }
