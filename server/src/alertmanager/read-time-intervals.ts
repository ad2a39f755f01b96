import { type Decoder, type Fields, last } from './decoder.ts'
import type { YamlNode } from './go-yaml.ts'
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

const SPAN = ['times', 'weekdays', 'days_of_month', 'months', 'years', 'location']

/** `mute_time_intervals`, the older name, and `time_intervals` of the file: spans by name. */
export function readTimeIntervals(
  content: Fields,
  decoder: Decoder,
): ReadonlyMap<string, readonly TimeSpan[]> {
  const byName = new Map<string, readonly TimeSpan[]>()
  for (const key of ['mute_time_intervals', 'time_intervals']) {
    for (const [n, item] of (decoder.list(last(content.get(key)), key) ?? []).entries()) {
      const where = `${key}[${n}]`
      const fields = decoder.fields(item, where, ['name', 'time_intervals'])
      const name = decoder.text(last(fields.get('name')), `${where}.name`) ?? ''
      if (name === '') decoder.problem(`${where}.name`, 'every time interval needs a name', item)
      else if (byName.has(name))
        decoder.problem(`${where}.name`, `there are two time intervals ${JSON.stringify(name)}`, item)
      const place = `${where}.time_intervals`
      const spans = decoder.list(last(fields.get('time_intervals')), place) ?? []
      byName.set(
        name,
        spans.map((span, k) => readSpan(span, `${place}[${k}]`, decoder)),
      )
    }
  }
  return byName
}

function readSpan(node: YamlNode, where: string, decoder: Decoder): TimeSpan {
  const fields = decoder.fields(node, where, SPAN)
  const ranges = (
    key: string,
    expected: string,
    read: (text: string) => number | undefined,
    isOrdered: (range: Range) => boolean = ({ first, last }) => first <= last,
  ): Range[] | undefined =>
    decoder.list(last(fields.get(key)), `${where}.${key}`)?.flatMap((item, n) => {
      const place = `${where}.${key}[${n}]`
      const text = decoder.text(item, place) ?? ''
      const range = readRange(text, read)
      if (range !== undefined && isOrdered(range)) return [range]
      decoder.problem(place, `${JSON.stringify(text)} is not ${expected}`, item)
      return []
    })
  return {
    times: readTimes(last(fields.get('times')), `${where}.times`, decoder),
    weekdays: ranges('weekdays', 'a weekday or a range such as monday:friday', (text) => indexIn(DAYS, text)),
    daysOfMonth: ranges(
      'days_of_month',
      'a day or a range such as 1:5 or -3:-1',
      (text) => {
        const day = wholeNumber(text)
        return day !== undefined && day !== 0 && Math.abs(day) <= 31 ? day : undefined
      },
      isDayRange,
    ),
    // As upstream, which takes a thirteenth month that never comes.
    months: ranges('months', 'a month or a range such as january:march or 5:8', (text) => {
      const index = indexIn(MONTHS, text)
      return index === undefined ? wholeNumber(text) : index + 1
    }),
    years: ranges('years', 'a year or a range such as 2026:2028', wholeNumber),
    location: readLocation(last(fields.get('location')), `${where}.location`, decoder),
  }
}

function readTimes(node: YamlNode | undefined, where: string, decoder: Decoder): Range[] | undefined {
  return decoder.list(node, where)?.flatMap((item, n) => {
    const place = `${where}[${n}]`
    const fields = decoder.fields(item, place, ['start_time', 'end_time'])
    const minute = (key: string) => minuteOf(decoder.text(last(fields.get(key)), `${place}.${key}`) ?? '')
    const [first, end] = [minute('start_time'), minute('end_time')]
    if (first !== undefined && end !== undefined && first < end) return [{ first, last: end }]
    decoder.problem(
      place,
      'expected start_time and end_time as HH:MM, the end after the start, at most 24:00',
      item,
    )
    return []
  })
}

/** A day from the end may end a range that begins from the front, never the other way round. */
function isDayRange({ first, last }: Range): boolean {
  if (first < 0 && last > 0) return false
  const real = (day: number): number => (day < 0 ? 28 + day : day)
  return real(first) <= real(last)
}

function readRange(text: string, read: (text: string) => number | undefined): Range | undefined {
  const [from = '', to = from, ...rest] = text.toLowerCase().split(':')
  const [first, last] = [read(from), read(to)]
  return first === undefined || last === undefined || rest.length > 0 ? undefined : { first, last }
}

function indexIn(names: readonly string[], text: string): number | undefined {
  const index = names.indexOf(text)
  return index < 0 ? undefined : index
}

function wholeNumber(text: string): number | undefined {
  return /^[-+]?\d{1,18}$/.test(text) ? Number(text) : undefined
}

function minuteOf(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]|24(?=:00$)):([0-5]\d)$/.exec(text) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

/** An IANA name as Go knows them: in its own letters, `Local` for this machine's, UTC when it is empty. */
function readLocation(node: YamlNode | undefined, where: string, decoder: Decoder): string {
  const name = decoder.text(node, where) ?? ''
  if (name === '' || name === 'UTC') return 'UTC'
  if (name === 'Local') return Intl.DateTimeFormat().resolvedOptions().timeZone
  if (isLocation(name)) return name
  decoder.problem(where, `${JSON.stringify(name)} is no IANA time zone`, node)
  return 'UTC'
}

function isLocation(name: string): boolean {
  // JavaScript takes offsets, and names in any letters.
  if (/^[+-]/.test(name)) return false
  try {
    wallTime(0, name)
    const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
    return canonical === name || canonical.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}
