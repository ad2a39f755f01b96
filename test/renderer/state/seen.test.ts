import type { BoardAlert } from '@watchfloor/contract'
import { expect, test, vi } from 'vitest'
import { createScreen } from '../../../src/renderer/state/screen.ts'
import { createSeen } from '../../../src/renderer/state/seen.ts'
import { sampleAlert } from '../support/board-parts.ts'
import { boardRig, NOW } from '../support/board-rig.ts'
import { fakeDesk } from '../support/fake-desk.ts'

const first = sampleAlert({ fingerprint: 'f1', life: 'e.1' })
const second = sampleAlert({
  fingerprint: 'f2',
  life: 'e.2',
  labels: { alertname: 'Other', service: 'search' },
})

function bench(...alerts: readonly BoardAlert[]) {
  const rig = boardRig(...alerts)
  const desk = fakeDesk(() => NOW)
  const screen = createScreen()
  let monotonic = 0
  let isInFront = true
  let due: (() => void) | undefined
  const seen = createSeen({
    desktop: desk.bridge,
    live: rig.live,
    board: rig.board,
    screen,
    isInFront: () => isInFront,
    monotonic: () => monotonic,
    after: (ms, run) => {
      expect(ms).toBeLessThanOrEqual(500)
      due = run
      return () => {
        due = undefined
      }
    },
  })
  const rowOf = (name: string): string =>
    rig.board.getState().items.find((item) => item.kind === 'row' && item.first.alertname === name)?.id ?? ''
  return {
    ...rig,
    desk,
    seen,
    paint: (...names: readonly string[]) => {
      screen.painted.rows = new Set(names.map(rowOf))
    },
    front: (is: boolean) => {
      isInFront = is
    },
    /** Lets time pass; what was painted stays so. */
    pass: (ms: number) => {
      for (const until = monotonic + ms; monotonic < until; ) {
        monotonic += 500
        due?.()
      }
    },
    told: () => desk.seen.flat().map(({ fingerprint, life }) => `${fingerprint} ${life}`),
  }
}

test('S26: a row that is in sight for 2 s is told, once', () => {
  const { paint, pass, told, desk } = bench(first, second)
  paint('QueueLag')
  pass(2_000)
  expect(told()).toEqual([])
  pass(500)
  expect(told()).toEqual(['f1 e.1'])
  paint('QueueLag', 'Other')
  pass(10_000)
  expect(told()).toEqual(['f1 e.1', 'f2 e.2'])
  expect(desk.seen).toHaveLength(2)
})

test('S26: what is not in sight all the time, or not in front, is not seen', () => {
  const { paint, pass, front, told } = bench(first, second)
  paint('QueueLag')
  pass(1_500)
  paint('Other')
  pass(1_500)
  paint('QueueLag')
  pass(1_500)
  expect(told()).toEqual([])
  front(false)
  pass(10_000)
  expect(told()).toEqual([])
  front(true)
  pass(1_500)
  expect(told()).toEqual([])
})

test('S26: an opened detail counts at once, and is not told again by its row', () => {
  const { seen, paint, pass, told } = bench(first)
  seen.opened(first)
  seen.opened(first)
  expect(told()).toEqual(['f1 e.1'])
  paint('QueueLag')
  pass(5_000)
  expect(told()).toEqual(['f1 e.1'])
})

test('S26: another life of the same alert is something else to see', () => {
  const { paint, pass, told, tell } = bench(first)
  paint('QueueLag')
  pass(3_000)
  tell('alert_firing', { ...first, life: 'e.9' })
  pass(3_000)
  expect(told()).toEqual(['f1 e.1', 'f1 e.9'])
})

test('a group tells of all its alerts, 500 in one call', () => {
  const many = Array.from({ length: 700 }, (_, index) =>
    sampleAlert({ fingerprint: `m${index}`, life: 'e.1' }),
  )
  const { paint, pass, desk } = bench(...many)
  paint('QueueLag')
  pass(2_500)
  expect(desk.seen.map(({ length }) => length)).toEqual([500, 200])
})

test('what main did not take is told again after another 2 s in sight', async () => {
  const { paint, pass, told, desk } = bench(first)
  const seen = vi.spyOn(desk.bridge, 'seen')
  desk.refuse.seen = { ok: false, reason: 'no_answer', message: 'gone' }
  paint('QueueLag')
  pass(2_500)
  await Promise.resolve()
  await Promise.resolve()
  desk.refuse.seen = null
  pass(2_500)
  expect(seen).toHaveBeenCalledTimes(2)
  expect(told()).toEqual(['f1 e.1'])
})
