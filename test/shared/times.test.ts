import { expect, onTestFinished, test } from 'vitest'
import {
  asOfText,
  dayStart,
  fieldText,
  formatAge,
  formatCalmly,
  formatClock,
  formatDuration,
  formatMoment,
  momentText,
  nextMorning,
  readField,
  shortSpan,
  showTimesIn,
  zoneName,
} from '../../src/shared/times.ts'

const S = 1_000
const M = 60 * S
const H = 60 * M
const at = (day: number, hour: number, minute = 0, second = 0): number =>
  new Date(2026, 10, day, hour, minute, second).getTime()

test.each([
  [-5 * S, '0s', '0 s'],
  [8.9 * S, '8s', '8 s'],
  [4 * M + 59 * S, '4m', '4 m'],
  [2 * H + 10 * M, '2h 10m', '2 h 10 m'],
  [2 * H, '2h', '2 h'],
  [14 * H + 50 * M, '14h', '14 h'],
  [47 * H, '47h', '47 h'],
  [48 * H, '2d', '2 d'],
  [75 * H, '3d', '3 d'],
])('%d ms is an age of %s and a span of %s: by one rule', (ms, age, span) => {
  expect(formatAge(ms)).toBe(age)
  expect(shortSpan(ms)).toBe(span)
})

test.each([
  [59 * S, '59 s', '59 s'],
  [4 * M + 10 * S, '4 min 10 s', '4 min'],
  [3 * H + 4 * M + 10 * S, '3 h 4 min', '3 h 4 min'],
])('%d ms lasts %s, and calmly %s', (ms, exact, calm) => {
  expect(formatDuration(ms)).toBe(exact)
  expect(formatCalmly(ms)).toBe(calm)
})

test('a moment is a time of day, and has its date on any other day', () => {
  const now = at(27, 3, 16)
  expect(momentText(at(27, 3, 12, 7), now)).toBe('03:12')
  expect(momentText(at(26, 22, 41, 7), now)).toBe('Thu 26 Nov, 22:41')
  expect(momentText(at(28, 8), now)).toBe('Sat 28 Nov, 08:00')
  expect(asOfText(at(27, 3, 12, 7), now)).toBe('03:12:07')
  expect(asOfText(at(26, 22, 41, 7), now)).toBe('Thu 26 Nov, 22:41:07')
  expect([momentText(Number.NaN, now), asOfText(1e16, now)]).toEqual(['—', '—'])
})

test('whoever travels is shown one zone, the one of now', () => {
  const before = process.env.TZ
  onTestFinished(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })
  const time = Date.UTC(2026, 10, 27, 2, 16, 7)
  const shown = (zone: string): readonly string[] => {
    process.env.TZ = zone
    return [
      formatClock(time),
      formatClock(time, 'seconds'),
      formatMoment(time),
      momentText(time, time),
      zoneName(time),
    ]
  }
  const berlin = ['03:16', '03:16:07', 'Fri 27 Nov, 03:16:07', '03:16', 'CET']
  const york = ['21:16', '21:16:07', 'Thu 26 Nov, 21:16:07', '21:16', 'GMT-5']
  const kolkata = ['07:46', '07:46:07', 'Fri 27 Nov, 07:46:07', '07:46', 'GMT+5:30']
  expect(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Europe/Berlin'].map(shown)).toEqual([
    berlin,
    york,
    kolkata,
    berlin,
  ])
  expect(formatClock(time, 'minutes', 'Asia/Kolkata')).toBe('07:46')
})

test('the next morning is the next 08:00', () => {
  expect(nextMorning(at(27, 7, 59))).toBe(at(27, 8))
  expect(nextMorning(at(27, 8))).toBe(at(28, 8))
})

test('in UTC every time is, also what fields hold and when a day begins', () => {
  const { TZ } = process.env
  onTestFinished(() => {
    showTimesIn('mine')
    if (TZ === undefined) delete process.env.TZ
    else process.env.TZ = TZ
  })
  process.env.TZ = 'America/New_York'
  const time = Date.UTC(2026, 10, 24, 2, 30)
  const told = () => [
    formatClock(time),
    zoneName(time),
    formatMoment(time),
    momentText(time, time + 4 * H),
    fieldText(time),
    readField(fieldText(time)),
    dayStart(time),
    nextMorning(time),
  ]
  expect(told()).toEqual([
    '21:30',
    'GMT-5',
    'Mon 23 Nov, 21:30:00',
    'Mon 23 Nov, 21:30',
    '2026-11-23T21:30',
    time,
    Date.UTC(2026, 10, 23, 5),
    Date.UTC(2026, 10, 24, 13),
  ])
  showTimesIn('utc')
  expect(told()).toEqual([
    '02:30',
    'UTC',
    'Tue 24 Nov, 02:30:00',
    '02:30',
    '2026-11-24T02:30',
    time,
    Date.UTC(2026, 10, 24),
    Date.UTC(2026, 10, 24, 8),
  ])
  expect(readField('')).toBeNull()
})
