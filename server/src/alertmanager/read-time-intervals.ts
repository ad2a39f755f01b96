import type { Findings } from './findings.ts'
import { type Range, type TimeSpan, wallTime } from './time-interval.ts'

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** `time_intervals` and the older `mute_time_intervals` of the file: spans by name. */
export function readTimeIntervals(
  content: Readonly<Record<string, unknown>>,
  findings: Findings,
): ReadonlyMap<string, readonly TimeSpan[]> {
  const byName = new Map<string, readonly TimeSpan[]>()
  for (const key of ['time_intervals', 'mute_time_intervals']) {
    for (const [n, item] of findings.list(content[key], key).entries()) {
      const where = `${key}[${n}]`
      const interval = findings.object(item, where)
      if (typeof interval.name !== 'string' || interval.name === '')
        findings.problem(`${where}.name`, 'every time interval needs a name')
      else if (byName.has(interval.name))
        findings.problem(`${where}.name`, `there are two time intervals ${JSON.stringify(interval.name)}`)
      const spans = findings
        .list(interval.time_intervals, `${where}.time_intervals`)
        .map((span, k) => readSpan(span, `${where}.time_intervals[${k}]`, findings))
      byName.set(String(interval.name), spans)
    }
  }
  return byName
}

function readSpan(value: unknown, where: string, findings: Findings): TimeSpan {
  const span = findings.object(value, where)
  const ranges = (key: string, expected: string, read: (text: string) => number | undefined): Range[] =>
    findings.list(span[key], `${where}.${key}`).flatMap((item, n) => {
      const range = readRange(String(item), read)
      if (range !== undefined) return [range]
      findings.problem(`${where}.${key}[${n}]`, `${JSON.stringify(item)} is not ${expected}`)
      return []
    })
  let location = span.location === undefined ? 'UTC' : String(span.location)
  if (!isLocation(location)) {
    findings.problem(`${where}.location`, `${JSON.stringify(location)} is no IANA time zone`)
    location = 'UTC'
  }
  return {
    times: findings.list(span.times, `${where}.times`).flatMap((item, n) => {
      const time = findings.object(item, `${where}.times[${n}]`)
      const [first, last] = [minuteOf(time.start_time), minuteOf(time.end_time)]
      if (first !== undefined && last !== undefined && first < last) return [{ first, last }]
      findings.problem(
        `${where}.times[${n}]`,
        'expected start_time and end_time as HH:MM, the end after the start, at most 24:00',
      )
      return []
    }),
    weekdays: ranges('weekdays', 'a weekday or a range such as monday:friday', (text) => indexIn(DAYS, text)),
    daysOfMonth: ranges('days_of_month', 'a day or a range such as 1:5 or -3:-1', (text) => {
      const day = wholeNumber(text)
      return day !== undefined && day !== 0 && Math.abs(day) <= 31 ? day : undefined
    }),
    months: ranges('months', 'a month or a range such as january:march or 5:8', (text) => {
      const month = wholeNumber(text) ?? (indexIn(MONTHS, text) ?? -1) + 1
      return month >= 1 && month <= 12 ? month : undefined
    }),
    years: ranges('years', 'a year or a range such as 2026:2028', wholeNumber),
    location,
  }
}

function readRange(text: string, read: (text: string) => number | undefined): Range | undefined {
  const [from = '', to = from, ...rest] = text.toLowerCase().split(':')
  const [first, last] = [read(from.trim()), read(to.trim())]
  if (first === undefined || last === undefined || rest.length > 0) return undefined
  // A range that counts from the front to the end of the month has its order only in a month.
  return first > last && first < 0 === last < 0 ? undefined : { first, last }
}

function indexIn(names: readonly string[], text: string): number | undefined {
  const index = names.indexOf(text)
  return index < 0 ? undefined : index
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,4}$/.test(text) ? Number(text) : undefined
}

function minuteOf(value: unknown): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(String(value)) ?? []
  if (hours === undefined || minutes === undefined) return undefined
  const minute = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && minute <= 24 * 60 ? minute : undefined
}

function isLocation(name: string): boolean {
  try {
    wallTime(0, name)
    return true
  } catch {
    return false
  }
}
