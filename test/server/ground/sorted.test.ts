import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sorted } from '../../../server/src/ground/sorted.ts'
import { finish } from '../../../server/src/ground/steps.ts'

test('a sort in steps gives what a sort at once gives, equal items as they stood, and each step is short', () => {
  const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 3_000, size: 'max' }), (keys) => {
      const items = keys.map((key, at) => ({ key, at }))
      expect(finish(sorted(items, compare))).toEqual(items.toSorted(compare))
    }),
    { numRuns: 30 },
  )
  let most = 0
  let compared = 0
  const steps = sorted(
    Array.from({ length: 20_000 }, (_, n) => (n * 7_919) % 20_011),
    (a, b) => {
      compared++
      return a - b
    },
  )
  for (let next = steps.next(); next.done !== true; next = steps.next()) {
    most = Math.max(most, compared)
    compared = 0
  }
  expect(most).toBeLessThan(10_000)
})
