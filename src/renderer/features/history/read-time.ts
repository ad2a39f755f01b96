import { type Millis, type Parsed, parseTime } from '@watchfloor/contract'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const UNITS: readonly (readonly [RegExp, Millis])[] = [
  [/^(s|sec|secs|second|seconds)$/, SECOND],
  [/^(|m|min|mins|minute|minutes)$/, MINUTE],
  [/^(h|hr|hour|hours)$/, HOUR],
  [/^(d|day|days)$/, DAY],
]
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const EXAMPLES = 'Try 03:12, 20 min ago, yesterday 14:00, 27 Nov 03:12 or 2026-11-27 03:12 UTC'

/**
 * A moment as people type it. A bare number is minutes ago; a time of day is the last one that has come. It is of the
 * person's own clock, where `isUtc` or the text itself does not say UTC.
 */
export function readMoment(text: string, now: Millis, isUtc = false): Parsed<Millis> {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ')
  if (typed === '') return { ok: false, error: EXAMPLES }
  const exact = parseTime(text.trim().toUpperCase())
  const at = exact ?? agoOf(typed, now) ?? dayTimeOf(typed, now, isUtc)
  if (at === undefined) return { ok: false, error: `“${text.trim()}” is no time. ${EXAMPLES}` }
  if (at > now) return { ok: false, error: 'That has not come yet' }
  return { ok: true, value: at }
}

/** `20`, `20 min ago`, `-1h 30m`. */
function agoOf(typed: string, now: Millis): Millis | undefined {
  // Four digits are a clock.
  const [, body] = /^-?\s?(\d{1,3}|(?:\d{1,3} ?[a-z]+[ ,]*)+?)( ago)?$/.exec(typed) ?? []
  if (body === undefined) return undefined
  let ago = 0
  for (const [, count, unit = ''] of body.trim().matchAll(/(\d{1,3}) ?([a-z]*)/g)) {
    const length = UNITS.find(([name]) => name.test(unit))?.[1]
    if (length === undefined) return undefined
    ago += Number(count) * length
  }
  return now - ago
}

interface Clock {
  readonly hour: number
  readonly minute: number
  readonly second: number
}

interface Day {
  readonly year: number
  /** From 0. */
  readonly month: number
  readonly day: number
}

function dayTimeOf(typed: string, now: Millis, isUtc: boolean): Millis | undefined {
  const [, rest = '', zone] = /^(.*?)\s?(utc|z|gmt)?$/.exec(typed) ?? []
  const utc = isUtc || zone !== undefined
  const [, before = '', digits] = /^(?:(.*?)[ t,]+)?(\d{1,2}:?\d{2}(?::\d{2})?)$/.exec(rest) ?? []
  const clock = clockOf(digits ?? '')
  if (clock === undefined) return undefined
  const today = dayOf(now, utc)
  if (before === '') {
    const at = timeOf(today, clock, utc)
    return at <= now ? at : timeOf({ ...today, day: today.day - 1 }, clock, utc)
  }
  const day = namedDay(before, today, now, utc)
  return day && timeOf(day, clock, utc)
}

function clockOf(digits: string): Clock | undefined {
  const [, hour, minute, second = '0'] = /^(\d{1,2}):?(\d{2})(?::(\d{2}))?$/.exec(digits) ?? []
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) }
  return clock.hour < 24 && clock.minute < 60 && clock.second < 60 ? clock : undefined
}

function namedDay(name: string, today: Day, now: Millis, utc: boolean): Day | undefined {
  if (name === 'today') return today
  if (name === 'yesterday') return { ...today, day: today.day - 1 }
  const weekday = WEEKDAYS.indexOf(name.slice(0, 3))
  if (/^[a-z]{3,9}$/.test(name) && weekday >= 0) {
    const present = utc ? new Date(now).getUTCDay() : new Date(now).getDay()
    return { ...today, day: today.day - ((present - weekday + 7) % 7) }
  }
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(name) ?? []
  if (year !== undefined) return { year: Number(year), month: Number(month) - 1, day: Number(day) }
  const [, date, word = '', named] = /^(?:[a-z]{3} )?(\d{1,2})\.? ([a-z]{3,9})(?: (\d{4}))?$/.exec(name) ?? []
  const index = MONTHS.indexOf(word.slice(0, 3))
  if (index < 0) return undefined
  if (named !== undefined) return { year: Number(named), month: index, day: Number(date) }
  // Of the two years around, the one that has come.
  const isLater = index > today.month || (index === today.month && Number(date) > today.day)
  return { year: today.year - (isLater ? 1 : 0), month: index, day: Number(date) }
}

function dayOf(time: Millis, utc: boolean): Day {
  const date = new Date(time)
  return utc
    ? { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() }
    : { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() }
}

function timeOf({ year, month, day }: Day, { hour, minute, second }: Clock, utc: boolean): Millis {
  return utc
    ? Date.UTC(year, month, day, hour, minute, second)
    : new Date(year, month, day, hour, minute, second).getTime()
}
