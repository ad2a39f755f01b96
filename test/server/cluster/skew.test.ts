import { expect, test } from 'vitest'
import { skewOf } from '../../../server/src/cluster/skew.ts'

test('what the way to the store may explain is no skew', () => {
  expect(skewOf(1_000, 1_400, 1_200)).toBe(0)
  expect(skewOf(1_000, 1_400, 1_000)).toBe(0)
  expect(skewOf(1_000, 1_400, 1_400)).toBe(0)
})

test('a clock that is ahead has a skew above nothing, one that is behind below', () => {
  expect(skewOf(5_000, 5_400, 1_000)).toBe(4_000)
  expect(skewOf(1_000, 1_400, 5_400)).toBe(-4_000)
})
