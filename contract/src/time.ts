const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,12}))?([Zz]|[+-]\d{2}:\d{2})$/

const YEARS_400: Millis = Date.UTC(2400, 0, 1) - Date.UTC(2000, 0, 1)

/** Milliseconds since 1970, UTC. */
export type Millis = number

/** Go's zero time: amtool and Alertmanager send it for "not set". */
export const ZERO_TIME: Millis = Date.UTC(2000, 0, 1) - 63_082_281_600_000

/**
 * Reads an RFC 3339 date-time to milliseconds (finer digits are cut); undefined when it is not one.
 * Stricter than `Date.parse`, which accepts many other formats and rolls 31 February over.
 */
export function parseTime(text: string): Millis | undefined {
  const match = RFC3339.exec(text)
  if (match === null) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const fraction = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const offset = offsetMinutes(match[8] as string)
  if (offset === undefined) return undefined
  // `Date.UTC` takes years below 100 for those of the twentieth century; 400 years have the same days.
  const local = Date.UTC(year + 400, month - 1, day, hour, minute, second, fraction) - YEARS_400
  return local - offset * 60_000
}

/** Times that were written last, each in the place that its last bits name. A batch of alerts has few, many times over. */
const WRITTEN = 64
const writtenTimes = new Float64Array(WRITTEN).fill(Number.NaN)
const writtenTexts = new Array<string>(WRITTEN).fill('')

/** RFC 3339 in UTC with milliseconds. Throws a `RangeError` for what is no time. */
export function formatTime(time: Millis): string {
  const place = time & (WRITTEN - 1)
  if (writtenTimes[place] === time) return writtenTexts[place] as string
  const text = new Date(time).toISOString()
  writtenTimes[place] = time
  writtenTexts[place] = text
  return text
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

function offsetMinutes(text: string): number | undefined {
  if (text === 'Z' || text === 'z') return 0
  const [hours, minutes] = text.slice(1).split(':').map(Number) as [number, number]
  if (hours > 23 || minutes > 59) return undefined
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
