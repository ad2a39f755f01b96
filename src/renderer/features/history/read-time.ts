import { type Millis, type Parsed, parseTime } from '@watchfloor/contract'
import { fieldText, readField } from '../../../shared/times.ts'

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
 * zone that times are shown in, where the text itself does not say UTC.
 */
export function readMoment(text: string, now: Millis): Parsed<Millis> {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ')
  if (typed === '') return { ok: false, error: EXAMPLES }
  const exact = parseTime(text.trim().toUpperCase())
  const at = exact ?? agoOf(typed, now) ?? dayTimeOf(typed, now)
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

/** `2026-11-27`, as a count of days. */
type Day = number

function dayTimeOf(typed: string, now: Millis): Millis | undefined {
  const [, rest = '', zone] = /^(.*?)\s?(utc|z|gmt)?$/.exec(typed) ?? []
  const [, before = '', digits] = /^(?:(.*?)[ t,]+)?(\d{1,2}:?\d{2}(?::\d{2})?)$/.exec(rest) ?? []
  const clock = clockOf(digits ?? '')
  if (clock === undefined) return undefined
  const today = dayOf(zone === undefined ? fieldText(now) : new Date(now).toISOString())
  const timeOn = (day: Day): Millis | undefined => {
    const field = `${dayText(day)}T${clock}`
    return (zone === undefined ? readField(field) : parseTime(`${field}Z`)) ?? undefined
  }
  if (before === '') {
    const at = timeOn(today)
    return at === undefined || at <= now ? at : timeOn(today - 1)
  }
  const day = namedDay(before, today)
  return day === undefined ? undefined : timeOn(day)
}

/** `03:12:00`. */
function clockOf(digits: string): string | undefined {
  const [, hour = '', minute = '', second = '00'] = /^(\d{1,2}):?(\d{2})(?::(\d{2}))?$/.exec(digits) ?? []
  const isClock = hour !== '' && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  return isClock ? `${hour.padStart(2, '0')}:${minute}:${second}` : undefined
}

function namedDay(name: string, today: Day): Day | undefined {
  if (name === 'today') return today
  if (name === 'yesterday') return today - 1
  const weekday = WEEKDAYS.indexOf(name.slice(0, 3))
  // Day 0 was a Thursday.
  if (/^[a-z]{3,9}$/.test(name) && weekday >= 0) return today - ((today + 4 - weekday + 7) % 7)
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(name)) {
    const [year, month, day] = name.split('-').map(Number)
    return dayNumber(year, month, day)
  }
  const [, date, word = '', named] = /^(?:[a-z]{3} )?(\d{1,2})\.? ([a-z]{3,9})(?: (\d{4}))?$/.exec(name) ?? []
  const month = MONTHS.indexOf(word.slice(0, 3)) + 1
  if (month === 0) return undefined
  const year = named === undefined ? Number(dayText(today).slice(0, 4)) : Number(named)
  const day = dayNumber(year, month, Number(date))
  // Of the two years around, the one that has come.
  return named !== undefined || day <= today ? day : dayNumber(year - 1, month, Number(date))
}

function dayNumber(year = 0, month = 0, day = 0): Day {
  return Date.UTC(year, month - 1, day) / DAY
}

function dayOf(field: string): Day {
  return dayNumber(...field.slice(0, 10).split('-').map(Number))
}

function dayText(day: Day): string {
  return Number.isFinite(day) ? new Date(day * DAY).toISOString().slice(0, 10) : ''
}
