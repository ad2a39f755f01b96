import { expect, test } from 'vitest'
import { parseSenderTime } from '../../../server/src/sources/sender-time.ts'

test.each([
  ['2026-01-05T03:00:00Z', '2026-01-05T03:00:00.000Z'],
  ['2026-01-05T03:00:00.5+01:00', '2026-01-05T02:00:00.500Z'],
  ['2026-01-05T03:00:00,5Z', '2026-01-05T03:00:00.500Z'],
  ['2026-01-05T03:00:00.500+0100', '2026-01-05T02:00:00.500Z'],
  ['2026-01-05T03:00:00-0130', '2026-01-05T04:30:00.000Z'],
  ['2026-01-05T03:00', '2026-01-05T03:00:00.000Z'],
  ['2026-01-05 03:00:00', '2026-01-05T03:00:00.000Z'],
  ['2026-01-05', '2026-01-05T00:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(parseSenderTime(text)).toBe(Date.parse(time))
})

test.each(['', '0001-01-01T00:00:00Z', '0001-01-01T01:00:00.000+0100'])('%j is not given', (text) => {
  expect(parseSenderTime(text)).toBe('unset')
})

test.each([
  'yesterday',
  '2026-01-05T03:00:00+01',
  '2026-01-05T03:00:00+2500',
  '2026-01-05T03:00:00+01000',
  '2026-02-30',
  '2026-01-05T03:00:00,Z',
  ' 2026-01-05',
])('%j is no time', (text) => {
  expect(parseSenderTime(text)).toBeUndefined()
})
