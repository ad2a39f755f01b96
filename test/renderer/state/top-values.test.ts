import { expect, test } from 'vitest'
import { topValues } from '../../../src/renderer/state/top-values.ts'

test('the most frequent values come first; what all have, and what one has, narrows nothing', () => {
  const all = [
    ...Array.from({ length: 5 }, (_, index) => ({ env: 'prod', rack: 'r7', instance: `i${index}` })),
    ...Array.from({ length: 3 }, (_, index) => ({ env: 'prod', rack: 'r8', instance: `j${index}` })),
    { env: 'prod', rack: 'r9', constructor: 'x' },
  ]
  const { values, names } = topValues(all)
  expect(values).toEqual([
    { name: 'rack', value: 'r7', count: 5 },
    { name: 'rack', value: 'r8', count: 3 },
  ])
  expect(names).toEqual(['rack', 'instance'])
})

test('a storm of random values takes no more memory than a few hundred of them', () => {
  const { values } = topValues(Array.from({ length: 5_000 }, (_, index) => ({ id: `${index % 2_500}` })))
  expect(values.every(({ count }) => count === 2)).toBe(true)
})
