const DASH = 0x2d
const COLON = 0x3a
const ZERO = 0x30

const YEARS_400: Millis = Date.UTC(2400, 0, 1) - Date.UTC(2000, 0, 1)

/** Milliseconds since 1970, UTC. */
export type Millis = number

/** Go's zero time: amtool and Alertmanager send it for "not set". */
export const ZERO_TIME: Millis = Date.UTC(2000, 0, 1) - 63_082_281_600_000

/**
 * Reads an RFC 3339 date-time to milliseconds (finer digits are cut); undefined when it is not one.
 * Stricter than `Date.parse`, which accepts many other formats and rolls 31 February over. Read sign by sign, because
 * every alert has two, and the groups of an expression are texts that somebody has to clear away.
 */
export function parseTime(text: string): Millis | undefined {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined
  if (text[10] !== 'T' && text[10] !== 't') return undefined
  const century = pair(text, 0)
  const inCentury = pair(text, 2)
  const month = pair(text, 5)
  const day = pair(text, 8)
  const hour = pair(text, 11)
  const minute = pair(text, 14)
  const second = pair(text, 17)
  if (century < 0 || inCentury < 0 || month < 1 || month > 12) return undefined
  const year = century * 100 + inCentury
  if (day < 1 || day > daysIn(year, month)) return undefined
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return undefined
  let millis = 0
  let end = 19
  if (text[19] === '.') {
    end = pastDigits(text, 20)
    if (end === 20 || end > 32) return undefined
    for (let at = 20; at < 23; at++) millis = millis * 10 + (at < end ? digit(text, at) : 0)
  }
  const offset = offsetMinutes(text, end)
  if (offset === undefined) return undefined
  // `Date.UTC` takes years below 100 for those of the twentieth century; 400 years have the same days.
  const local = Date.UTC(year + 400, month - 1, day, hour, minute, second, millis) - YEARS_400
  return local - offset * 60_000
}

/** Times that were written last, each in a place of its own. A batch of alerts has few, many times over. */
const WRITTEN_BITS = 8
const writtenTimes = new Float64Array(2 ** WRITTEN_BITS).fill(Number.NaN)
const writtenTexts = new Array<string>(2 ** WRITTEN_BITS).fill('')

/** RFC 3339 in UTC with milliseconds. Throws a `RangeError` for what is no time. */
export function formatTime(time: Millis): string {
  // Most times are whole seconds or minutes apart, whose last bits are alike: a product's first bits tell them apart.
  const place = Math.imul(time, 0x9e3779b1) >>> (32 - WRITTEN_BITS)
  if (writtenTimes[place] === time) return writtenTexts[place] as string
  const text = new Date(time).toISOString()
  writtenTimes[place] = time
  writtenTexts[place] = text
  return text
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Minutes of the zone that ends the text from there; undefined when it is none. */
function offsetMinutes(text: string, from: number): number | undefined {
  const sign = text[from]
  if (sign === 'Z' || sign === 'z') return text.length === from + 1 ? 0 : undefined
  if ((sign !== '+' && sign !== '-') || text[from + 3] !== ':' || text.length !== from + 6) return undefined
  const hours = pair(text, from + 1)
  const minutes = pair(text, from + 4)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/** The number that two digits write; -1 where one is none. */
function pair(text: string, at: number): number {
  const tens = digit(text, at)
  const ones = digit(text, at + 1)
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones
}

/** The first place from there on that holds no digit. */
function pastDigits(text: string, from: number): number {
  let at = from
  while (digit(text, at) >= 0) at++
  return at
}

/** The digit at a place; -1 where there is none. */
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO
  return value >= 0 && value <= 9 ? value : -1
}
