import { afterEach, beforeEach, expect, test } from 'vitest'
import { readMoment } from '../../../../src/renderer/features/history/read-time.ts'
import { showTimesIn } from '../../../../src/shared/times.ts'

const NOW = Date.parse('2026-11-27T03:32:10.000Z')

beforeEach(() => showTimesIn('utc'))
afterEach(() => showTimesIn('mine'))

const read = (text: string): string => {
  const moment = readMoment(text, NOW)
  return moment.ok ? new Date(moment.value).toISOString().slice(0, 19) : moment.error
}

test.each([
  ['20', '2026-11-27T03:12:10'],
  ['20 min ago', '2026-11-27T03:12:10'],
  ['-20m', '2026-11-27T03:12:10'],
  ['1h 30m', '2026-11-27T02:02:10'],
  ['2 d ago', '2026-11-25T03:32:10'],
  ['90s', '2026-11-27T03:30:40'],
  ['03:12', '2026-11-27T03:12:00'],
  ['3:12', '2026-11-27T03:12:00'],
  ['0312', '2026-11-27T03:12:00'],
  ['03:12:05', '2026-11-27T03:12:05'],
  // A time of day that has not come is yesterday's.
  ['14:00', '2026-11-26T14:00:00'],
  ['yesterday 14:00', '2026-11-26T14:00:00'],
  ['today 03:12', '2026-11-27T03:12:00'],
  ['Thu 03:12', '2026-11-26T03:12:00'],
  ['27 Nov 03:12', '2026-11-27T03:12:00'],
  // What this screen itself writes can be typed.
  ['Fri 27 Nov, 03:12:07', '2026-11-27T03:12:07'],
  ['24 Dec 18:00', '2025-12-24T18:00:00'],
  ['2026-11-20 03:12', '2026-11-20T03:12:00'],
  ['2026-11-20 03:12 UTC', '2026-11-20T03:12:00'],
  ['2026-11-20T03:12:00+01:00', '2026-11-20T02:12:00'],
])('%s is %s', (text, moment) => expect(read(text)).toBe(moment))

test.each(['', 'soon', '25:00', '12:60', '20 parsecs', '31'.repeat(9)])(
  '“%s” is no time, and says what is',
  (text) => expect(read(text)).toMatch(/Try 03:12/),
)

test('what has not come yet is no past', () => {
  expect(read('2026-11-28 03:12')).toBe('That has not come yet')
})

test('a time of day is of the zone that is shown, unless it says UTC', () => {
  showTimesIn('mine')
  const local = readMoment('03:12', NOW)
  expect(local.ok && new Date(local.value).getHours()).toBe(3)
  const utc = readMoment('03:12 utc', NOW)
  expect(utc.ok && new Date(utc.value).getUTCHours()).toBe(3)
})
