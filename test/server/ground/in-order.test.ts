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

test('an order that is made up against it costs no more than some looks at each item', () => {
  // McIlroy's adversary: which of two is less is decided when they are compared, so that the middle is near an end.
  const OPEN = 20_000
  const items = Array.from({ length: OPEN }, (_, n) => n)
  const values = items.map(() => OPEN)
  let decided = 0
  let candidate = 0
  let compared = 0
  const compare = (a: number, b: number): number => {
    compared++
    if (values[a] === OPEN && values[b] === OPEN) values[a === candidate ? a : b] = decided++
    if (values[a] === OPEN) candidate = a
    else if (values[b] === OPEN) candidate = b
    return (values[a] as number) - (values[b] as number)
  }
  const found = withoutSteps(inOrder(items, compare)).map((n) => values[n] as number)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
  expect(compared / OPEN).toBeLessThan(60)
})
