import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resorted } from '../../../src/renderer/state/resorted.ts'

interface One {
  readonly n: number
}

const order = (a: One, b: One): number => a.n - b.n
const numbers = fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 200 })

test('few changes or many: what stays and what came, in order, and the list given is left alone', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.nat({ max: 100 }), (before, after, share) => {
      const sorted = before.map((n) => ({ n })).sort(order)
      const gone = sorted.filter(({ n }) => n % 100 < share)
      const stay = sorted.filter((one) => !gone.includes(one))
      const come = after.filter((n) => !stay.some((one) => one.n === n)).map((n) => ({ n }))
      const untouched = [...sorted]
      expect(resorted(sorted, gone, come, order)).toEqual([...stay, ...come].sort(order))
      expect(sorted).toEqual(untouched)
    }),
  )
})
