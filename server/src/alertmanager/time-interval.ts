/** A range of whole numbers, both ends included. */
export interface Range {
  readonly first: number
  readonly last: number
}

/**
 * One of Alertmanager's time intervals: each list that is given must hold the moment in one of its ranges, which an
 * empty one never does; undefined is a list that is not given.
 */
export interface TimeSpan {
  /** Minutes of the day, the last one not included. */
  readonly times: readonly Range[] | undefined
  /** Sunday is 0. */
  readonly weekdays: readonly Range[] | undefined
  /** Negative ones count from the end of the month, -1 being its last day. */
  readonly daysOfMonth: readonly Range[] | undefined
  readonly months: readonly Range[] | undefined
  readonly years: readonly Range[] | undefined
  /** IANA name. */
  readonly location: string
}

/** A moment as a calendar and a clock on the wall show it somewhere. */
interface WallTime {
  readonly minute: number
  readonly weekday: number
  readonly day: number
  readonly month: number
  readonly year: number
}

/** Is the moment in one of the spans? `now` in milliseconds. */
export function holds(spans: readonly TimeSpan[], now: number): boolean {
  return spans.some((span) => {
    const wall = wallTime(now, span.location)
    return (
      isIn(span.times, (range) => wall.minute >= range.first && wall.minute < range.last) &&
      isIn(span.weekdays, within(wall.weekday)) &&
      isIn(span.daysOfMonth, (range) => isDayIn(range, wall)) &&
      isIn(span.months, within(wall.month)) &&
      isIn(span.years, within(wall.year))
    )
  })
}

function isIn(ranges: readonly Range[] | undefined, test: (range: Range) => boolean): boolean {
  return ranges === undefined || ranges.some(test)
}

function within(value: number): (range: Range) => boolean {
  return ({ first, last }) => value >= first && value <= last
}

/** A range that reaches past the month's end is cut there, as in Alertmanager. */
function isDayIn({ first, last }: Range, { day, month, year }: WallTime): boolean {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const real = (given: number): number => (given < 0 ? length + given + 1 : given)
  return day >= Math.max(real(first), 1) && day <= Math.min(real(last), length)
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Throws a RangeError for a location that is none. */
export function wallTime(now: number, location: string): WallTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: location,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  })
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  return {
    minute: number('hour') * 60 + number('minute'),
    weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
    day: number('day'),
    month: number('month'),
    year: number('year'),
  }
}
