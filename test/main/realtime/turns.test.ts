import { expect, test } from 'vitest'
import { createTurns } from '../../../src/main/realtime/turns.ts'

function rig() {
  let now = 0
  const later: (() => void)[] = []
  const turns = createTurns(
    (run) => later.push(run),
    () => now,
    8,
  )
  const done: string[] = []
  const work = (name: string, cost: number) => () => {
    now += cost
    done.push(name)
  }
  return { turns, done, work, later, turn: () => later.shift()?.() }
}

test('what comes alone is done at once', () => {
  const { turns, done, work } = rig()
  turns.add(work('a', 1))
  expect(done).toEqual(['a'])
})

test('much work is spread over turns, in order', () => {
  const { turns, done, work, turn, later } = rig()
  for (const name of ['a', 'b', 'c', 'd', 'e']) turns.add(work(name, 5))
  expect(done).toEqual(['a'])
  turn()
  expect(done).toEqual(['a', 'b', 'c'])
  while (later.length > 0) turn()
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('what fails does not keep back what comes after', () => {
  const { turns, done, work, turn } = rig()
  const fail = (): void => {
    throw new Error('a mistake')
  }
  turns.add(work('a', 1))
  turns.add(fail)
  turns.add(work('c', 1))
  expect(turn).toThrow('a mistake')
  turn()
  expect(done).toEqual(['a', 'c'])
})
