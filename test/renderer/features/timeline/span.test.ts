import { expect, test } from 'vitest'
import {
  holding,
  LAST_DAY,
  LENGTHS,
  moved,
  spanOf,
  spanText,
  zoomed,
} from '../../../../src/renderer/features/timeline/span.ts'

const NOW = Date.parse('2026-11-27T03:00:00.000Z')
const HOUR = 3_600_000

test('what is pointed at stays in its place while the timeline comes nearer, and nothing lies beyond now', () => {
  const around = NOW - 12 * HOUR
  const near = zoomed(LAST_DAY, -1, around, NOW)
  expect([near.length.words, near.to]).toEqual(['6 h', around + 3 * HOUR])
  expect(zoomed(near, 1, around, NOW)).toEqual(LAST_DAY)
  // At its ends it stays as it is.
  const shortest = { length: LENGTHS[0] ?? LAST_DAY.length, to: null }
  expect(zoomed(shortest, -1, NOW, NOW)).toBe(shortest)
})

test('a moment that is looked at is in sight', () => {
  expect(holding(LAST_DAY, NOW - HOUR, NOW)).toBe(LAST_DAY)
  const { to } = holding(LAST_DAY, NOW - 72 * HOUR, NOW)
  expect(to).toBe(NOW - 60 * HOUR)
  expect(spanOf(NOW - 20 * 60_000, NOW).length.words).toBe('1 h')
  expect(spanOf(NOW - 3 * HOUR, NOW).length.words).toBe('6 h')
  expect(spanOf(null, NOW)).toBe(LAST_DAY)
})

test('it moves by half of what it shows, and ends now again', () => {
  const back = moved(LAST_DAY, -0.5, NOW)
  expect(back.to).toBe(NOW - 12 * HOUR)
  expect(moved(back, 0.5, NOW)).toEqual(LAST_DAY)
  expect(spanText(LAST_DAY)).toBe('Last 24 h')
})
