import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inOrder } from '../../../server/src/ground/in-order.ts'
import { sorted } from '../../../server/src/ground/sorted.ts'

type Compare<T> = (a: T, b: T) => number

/** What a sort gives; `step` is told when others could come in between. */
type Sort = <T>(items: readonly T[], compare: Compare<T>, step?: () => void) => readonly T[]

const all: Sort = (items, compare, step) => {
  const steps = sorted(items, compare)
  for (;;) {
    const { done, value } = steps.next()
    step?.()
    if (done === true) return value
  }
}

const oneByOne: Sort = <T>(items: readonly T[], compare: Compare<T>, step?: () => void) => {
  const found: T[] = []
  for (const item of inOrder(items, compare)) {
    step?.()
    if (item !== undefined) found.push(item)
  }
  return found
}

describe.each([
  ['all at its end', all],
  ['each when it is asked for', oneByOne],
])('a sort in steps that gives %s', (_, sort) => {
  test('gives what a sort at once gives, equal items as they stood', () => {
    const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 3_000, size: 'max' }), (keys) => {
        const items = keys.map((key, at) => ({ key, at }))
        expect(sort(items, compare)).toEqual(items.toSorted(compare))
      }),
      { numRuns: 30 },
    )
  })

  test('lets others come in between often', () => {
    let most = 0
    let compared = 0
    const keys = Array.from({ length: 20_000 }, (_, n) => (n * 7_919) % 20_011)
    const compare: Compare<number> = (a, b) => {
      compared++
      return a - b
    }
    sort(keys, compare, () => {
      most = Math.max(most, compared)
      compared = 0
    })
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(10_000)
  })
})

test('the first comes long before a sort would end', () => {
  const LENGTH = 50_000
  let compared = 0
  const keys = Array.from({ length: LENGTH }, (_, n) => (n * 7_919) % 50_021)
  const items = inOrder(keys, (a, b) => {
    compared++
    return a - b
  })
  expect(items.find((item) => item !== undefined)).toBe(0)
  expect(compared).toBeLessThan(4 * LENGTH)
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
  const found = oneByOne(items, compare).map((n) => values[n] as number)
  expect(found).toEqual(found.toSorted((a, b) => a - b))
  expect(compared / OPEN).toBeLessThan(60)
})
