import type { Millis } from '@watchfloor/contract'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** An age: `8s`, `4m`, `2h 10m`, `14h`, `3d`. Minutes are said below ten hours. */
export function formatAge(milliseconds: number): string {
  const age = Math.max(0, milliseconds)
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

/** The time of day in the person's zone, 24 h: `03:16`, or with seconds `03:16:07`. */
export function formatClock(time: Millis, seconds: 'seconds' | 'minutes' = 'minutes', zone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds === 'seconds' ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(time)
}

/** The short name of the person's zone, for example `CET`; shown once per screen. */
export function zoneName(time: Millis): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(time)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

/** Day and time, for tooltips: `Thu 27 Nov, 03:16:07`. */
export function formatMoment(time: Millis, zone?: string): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(time)
  return `${day.replace(',', '')}, ${formatClock(time, 'seconds', zone)}`
}
