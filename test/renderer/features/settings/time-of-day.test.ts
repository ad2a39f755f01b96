import { expect, test } from 'vitest'
import { readTimeOfDay } from '../../../../src/renderer/features/settings/time-of-day.ts'

test.each([
  ['22:00', '22:00'],
  ['7:30', '07:30'],
  ['0730', '07:30'],
  [' 07.30 ', '07:30'],
  ['24:00', null],
  ['07:60', null],
  ['7', null],
  ['10 PM', null],
  ['', null],
])('"%s" is %s', (typed, time) => {
  expect(readTimeOfDay(typed)).toBe(time)
})
