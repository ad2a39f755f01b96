import { formatTime, parseTime, ZERO_TIME } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,12}))?([Zz]|[+-]\d{2}:\d{2})$/

/** The same by an expression and the platform's own calendar. */
function byExpression(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = RFC3339.exec(text) ?? []
  if (year === undefined) return undefined
  const [zoneHours = '00', zoneMinutes = '00'] = zone.toUpperCase() === 'Z' ? [] : zone.slice(1).split(':')
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  if (Number(zoneHours) > 23 || Number(zoneMinutes) > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.slice(0, 3).padEnd(3, '0')))
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000
  return date.getTime() - (zone.startsWith('-') ? -offset : offset)
}

const number = (most: number, width: number) =>
  fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(width, '0'))
const fraction = fc.option(fc.stringMatching(/^\d{0,14}$/), { nil: undefined })
const zone = fc.oneof(
  fc.constantFrom('Z', 'z', '', '+0000', '+00:0', 'Z '),
  fc.tuple(fc.constantFrom('+', '-'), number(25, 2), number(61, 2)).map(([sign, h, m]) => `${sign}${h}:${m}`),
)
/** Times, and what is nearly one. */
const near = fc
  .tuple(
    fc.oneof(number(9999, 4), fc.constantFrom('0000', '0001', '1900', '2000', '2024', '2100')),
    number(13, 2),
    number(32, 2),
    fc.constantFrom('T', 't', ' '),
    number(24, 2),
    number(60, 2),
    number(61, 2),
    fraction,
    zone,
  )
  .map(
    ([y, mo, d, t, h, mi, s, f, z]) =>
      `${y}-${mo}-${d}${t}${h}:${mi}:${s}${f === undefined ? '' : `.${f}`}${z}`,
  )
/** With one sign exchanged, left out or put in. */
const damaged = fc
  .tuple(near, fc.nat(32), fc.nat(1), fc.constantFrom('', '0', ':', '-', '.', '/', '٣', '\u{1f600}', ' '))
  .map(([text, at, gone, sign]) => text.slice(0, at) + sign + text.slice(at + gone))

test('a time is read as an expression and the calendar read it', () => {
  fc.assert(
    fc.property(fc.oneof(near, damaged, fc.string()), (text) => {
      expect(parseTime(text)).toBe(byExpression(text))
    }),
    { numRuns: 10_000 },
  )
})

test('what is written is read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: ZERO_TIME, max: Date.UTC(9999, 11, 31) }), (time) => {
      expect(parseTime(formatTime(time))).toBe(time)
    }),
  )
})
