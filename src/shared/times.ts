import type { Millis } from '@watchfloor/contract'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** An age: `8s`, `4m`, `2h 10m`, `14h`, `3d`. Minutes are said below ten hours. */
export function formatAge(milliseconds: number): string {
  const age = Math.max(0, milliseconds || 0)
  if (age < MINUTE) return `${Math.floor(age / 1000)}s`
  if (age < HOUR) return `${Math.floor(age / MINUTE)}m`
  if (age < 10 * HOUR) {
    const minutes = Math.floor((age % HOUR) / MINUTE)
    return minutes === 0 ? `${Math.floor(age / HOUR)}h` : `${Math.floor(age / HOUR)}h ${minutes}m`
  }
  return age < DAY ? `${Math.floor(age / HOUR)}h` : `${Math.floor(age / DAY)}d`
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

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const DAY_FORMAT = { weekday: 'short', day: 'numeric', month: 'short' } as const

/** The farthest that a date can be from 1970, either way (ECMA-262); a format of what lies beyond throws. */
const FARTHEST = 8.64e15

function isTime(time: Millis): boolean {
  return Math.abs(time) <= FARTHEST
}

/** Formats by what they were made of: making one costs more than using it a thousand times. */
const FORMATS = new Map<string, Intl.DateTimeFormat>()

function formatOf(options: Intl.DateTimeFormatOptions, zone: string | undefined): Intl.DateTimeFormat {
  const wanted = zone === undefined ? options : { ...options, timeZone: zone }
  const key = JSON.stringify(wanted)
  const known = FORMATS.get(key)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-GB', wanted)
  FORMATS.set(key, format)
  return format
}

/** The time of day in the person's zone, 24 h: `03:16`, or with seconds `03:16:07`. */
export function formatClock(time: Millis, seconds: 'seconds' | 'minutes' = 'minutes', zone?: string): string {
  const format = formatOf(seconds === 'seconds' ? { ...CLOCK, second: '2-digit' } : CLOCK, zone)
  return isTime(time) ? format.format(time) : '—'
}

/** The short name of the person's zone, for example `CET`; shown once per screen. */
export function zoneName(time: Millis): string {
  const parts = formatOf({ timeZoneName: 'short' }, undefined).formatToParts(time)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** Day and time, for tooltips: `Thu 27 Nov, 03:16:07`. */
export function formatMoment(time: Millis, zone?: string): string {
  if (!isTime(time)) return '—'
  const day = formatOf(DAY_FORMAT, zone).format(time)
  return `${day.replace(',', '')}, ${formatClock(time, 'seconds', zone)}`
}
