import { describe, expect, test } from 'vitest'
import { inSlices } from '../../../server/src/stream/slices.ts'

describe('slices', () => {
  test('no turn writes to more than 500, and all get theirs', () => {
    const turns: (() => void)[] = []
    const perTurn: number[] = [0]
    inSlices(
      Array.from({ length: 1_801 }),
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
    expect(perTurn.filter((n) => n > 0)).toEqual([500, 500, 500, 301])
  })

  test('a turn that takes 5 ms ends, whatever it did', () => {
    const turns: (() => void)[] = []
    let now = 0
    let visited = 0
    const visit = (): boolean => {
      visited++
      now += 0.5
      return false
    }
    inSlices(
      Array.from({ length: 100 }),
      visit,
      { soon: (run) => void turns.push(run), monotonic: () => now },
      () => {},
    )
    expect(visited).toBe(32)
    while (turns.length > 0) turns.shift()?.()
    expect(visited).toBe(100)
  })
})
