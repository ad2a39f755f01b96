import { describe, expect, test } from 'vitest'
import { inSlices, oneAtATime } from '../../../../server/src/stream/delivery/slices.ts'

describe('slices', () => {
  test('no turn writes to more than 300, and all get theirs', () => {
    const turns: (() => void)[] = []
    const perTurn: number[] = [0]
    inSlices(
      Array.from({ length: 1_101 }, (_, n) => n),
      () => {
        perTurn[perTurn.length - 1] = (perTurn.at(-1) ?? 0) + 1
        return true
      },
      { soon: (run) => void turns.push(run), monotonic: () => 0 },
      () => turns.push(() => {}),
    )
    while (turns.length > 0) {
      perTurn.push(0)
      turns.shift()?.()
    }
    expect(perTurn.filter((n) => n > 0)).toEqual([300, 300, 300, 201])
  })

  test('a turn that takes 3 ms ends, whatever it did', () => {
    const turns: (() => void)[] = []
    let now = 0
    let visited = 0
    const visit = (): boolean => {
      visited++
      now += 0.5
      return false
    }
    inSlices(
      Array.from({ length: 100 }, (_, n) => n),
      visit,
      { soon: (run) => void turns.push(run), monotonic: () => now },
      () => {},
    )
    expect(visited).toBe(32)
    while (turns.length > 0) turns.shift()?.()
    expect(visited).toBe(100)
  })

  test('where the next item takes long to be found, a turn ends in between', () => {
    const turns: (() => void)[] = []
    let now = 0
    const found: number[] = []
    const items = function* (): Iterable<number | undefined> {
      for (let n = 0; n < 4; n++) {
        now += 2
        yield undefined
        now += 2
        yield n
      }
    }
    const visit = (n: number): boolean => found.push(n) > 0
    inSlices(items(), visit, { soon: (run) => void turns.push(run), monotonic: () => now }, () => {})
    expect(found).toEqual([0])
    while (turns.length > 0) turns.shift()?.()
    expect(found).toEqual([0, 1, 2, 3])
  })

  test('two works at a time take turns, and no turn does both', () => {
    const turns: (() => void)[] = []
    const ran: string[] = []
    const { soon } = oneAtATime({ soon: (run) => void turns.push(run), monotonic: () => 0 })
    const work = (name: string, pieces: number): void => {
      ran.push(name)
      if (pieces > 1) soon(() => work(name, pieces - 1))
    }
    soon(() => work('a', 3))
    soon(() => work('b', 2))
    const perTurn: string[] = []
    while (turns.length > 0) {
      ran.length = 0
      turns.shift()?.()
      perTurn.push(ran.join(''))
    }
    expect(perTurn).toEqual(['a', 'b', 'a', 'b', 'a'])
  })
})
