import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from '../../../server/src/ground/in-order.ts'

const withoutSteps = <T>(items: Iterable<T | undefined>): readonly T[] =>
  Iterator.from(items)
    .filter((item) => item !== undefined)
    .toArray()

test('items come as a sort gives them, equal ones as they stood', () => {
  const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 3_000, size: 'max' }), (keys) => {
      const items = keys.map((key, at) => ({ key, at }))
      expect(withoutSteps(inOrder(items, compare))).toEqual(items.toSorted(compare))
    }),
    { numRuns: 30 },
  )
})

test('the first comes long before a sort would end, and others come in between', () => {
  const LENGTH = 50_000
  let compared = 0
  let most = 0
  let before = 0
  const keys = Array.from({ length: LENGTH }, (_, n) => (n * 7_919) % 50_021)
  const items = inOrder(keys, (a, b) => {
    compared++
    return a - b
  })
  for (const item of items) {
    most = Math.max(most, compared - before)
    before = compared
    if (item !== undefined) break
  }
  expect(compared).toBeLessThan(4 * LENGTH)
  expect(most).toBeLessThan(10_000)
})
