import { expect, test } from 'vitest'
import { Carried, KEPT_FOR } from '../../../server/src/wake/carried.ts'

test('of each server the last word counts, for as long as it is heard', () => {
  const carried = new Carried()
  carried.hear('a', 'one', 0)
  carried.hear('b', 'two', 1)
  carried.hear('a', 'three', 2)
  expect([...carried.all(3)]).toEqual([
    ['a', 'three'],
    ['b', 'two'],
  ])
  expect([...carried.all(1 + KEPT_FOR)]).toEqual([['a', 'three']])
  expect(carried.all(2 + KEPT_FOR).size).toBe(0)
})

test('whoever makes up servers fills no memory, and puts nobody out who is heard', () => {
  const carried = new Carried()
  carried.hear('a', 'one', 0)
  for (let n = 0; n < 10_000; n++) carried.hear(`made-up-${n}`, 'x', 0)
  carried.hear('a', 'two', 1)
  expect(carried.all(2).get('a')).toBe('two')
  expect(carried.all(2).size).toBeLessThanOrEqual(100)
  carried.hear('late', 'x', KEPT_FOR)
  expect([...carried.all(KEPT_FOR).keys()]).toEqual(['a', 'late'])
})
