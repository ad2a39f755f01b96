import { expect, test } from 'vitest'
import { type Beating, Heartbeats } from '../../../../server/src/stream/connections/heartbeat.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'

const MEAN = 15_000

function wheel() {
  const clock = new HandClock()
  const { monotonic } = clock
  const heartbeats = new Heartbeats({ timers: clock, monotonic, random: Math.random, ms: MEAN })
  const add = (onBeat = (): void => {}): Beating & { readonly times: number[] } => {
    const times: number[] = []
    const beat = (): void => {
      times.push(monotonic())
      onBeat()
    }
    const one = { slot: 0, times, beat }
    heartbeats.add(one)
    return one
  }
  const pass = (ms: number, most = 150): Promise<void> => clock.pass(ms, async () => {}, most)
  return { clock, heartbeats, add, pass }
}

test('each beats again after 13.5 to 16.5 s, never later, and thousands not together', async () => {
  const { add, pass } = wheel()
  const all = Array.from({ length: 1_000 }, () => add())
  await pass(60_000)
  const pauses = all.flatMap(({ times }) => times.map((at, i) => at - (times[i - 1] ?? 0)))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(13_350)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(16_500)
  const byMoment = Map.groupBy(
    all.flatMap(({ times }) => times),
    (at) => at,
  )
  expect(Math.max(...[...byMoment.values()].map(({ length }) => length))).toBeLessThan(200)
})

test('whoever came between two ticks is not late', async () => {
  const { add, pass } = wheel()
  add()
  await pass(100, 100)
  const late = add()
  await pass(16_500, 50)
  expect(late.times.length).toBeGreaterThan(0)
})

test('a loop that stood still catches up', async () => {
  const { clock, add, pass } = wheel()
  const one = add()
  clock.sleep(16_500)
  await pass(1, 1)
  expect(one.times).toHaveLength(1)
})

test('one that ends does not beat, another that it ends neither, and with the last one the timer goes', async () => {
  const { clock, heartbeats, add, pass } = wheel()
  const gone = add()
  heartbeats.remove(gone)
  heartbeats.remove(gone)
  expect(clock.waiting).toBe(0)
  const pair: Beating[] = []
  const end = (): void => {
    for (const one of pair) heartbeats.remove(one)
  }
  const both = Array.from({ length: 200 }, () => add(end))
  pair.push(...both)
  await pass(20_000)
  expect(gone.times).toEqual([])
  expect(both.flatMap(({ times }) => times)).toHaveLength(1)
  expect(clock.waiting).toBe(0)
})
