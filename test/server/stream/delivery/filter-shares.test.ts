import { expect, test } from 'vitest'
import { FilterShares } from '../../../../server/src/stream/delivery/filter-shares.ts'
import { HubBench } from '../../../support/stream/hub-bench.ts'

const PER_SECOND = 1_000

function shares() {
  let now = 0
  const made = new FilterShares(PER_SECOND, () => now)
  const pass = (ms: number): void => {
    now += ms
  }
  return { made, pass }
}

test('as long as all together cost little, one may cost all of it; then only who takes more than his share is over', () => {
  const { made, pass } = shares()
  made.spend('modest', 100)
  made.spend('greedy', 1_800)
  expect(made.isOver('greedy')).toBe(false)
  made.spend('greedy', 200)
  expect(made.isOver('greedy')).toBe(true)
  expect(made.isOver('modest')).toBe(false)
  expect(made.isOver('new')).toBe(false)
  // Coming back at once helps nobody; what was spent fades.
  pass(20)
  expect(made.isOver('greedy')).toBe(true)
  pass(3_000)
  expect(made.isOver('greedy')).toBe(false)
})

test('many that spend alike are each over their share, and whoever spends less than all of them is not', () => {
  const { made } = shares()
  for (let round = 0; round < 10; round++) for (let n = 0; n < 200; n++) made.spend(`hostile ${n}`, 5)
  made.spend('modest', 5)
  const over = Array.from({ length: 200 }, (_, n) => made.isOver(`hostile ${n}`))
  expect(over.every((one) => one)).toBe(true)
  expect(made.isOver('modest')).toBe(false)
})

test('what is spent evenly below the rate is never too much, and above it soon is', () => {
  for (const [rate, isOver] of [
    [0.9, false],
    [1.2, true],
  ] as const) {
    const { made, pass } = shares()
    let wasOver = false
    for (let ms = 0; ms < 60_000; ms += 10) {
      made.spend('a', PER_SECOND * 0.01 * rate)
      wasOver ||= made.isOver('a')
      pass(10)
    }
    expect(wasOver).toBe(isOver)
  }
})

const COSTLY = Array.from({ length: 8 }, (_, n) => `cluster!~"([a-z0-9-]|[eu])*[xyz]${n}"`)

test('costly filters are sent away, whoever follows the same cheaply or without expressions misses nothing', async () => {
  const bench = new HubBench(10)
  bench.open({}, 10, 'plain')
  for (let n = 0; n < 20; n++) bench.open({ filter: [...COSTLY, `instance!="${n}"`] }, 10, `hostile ${n % 4}`)
  bench.open({ filter: ['cluster="eu-1"'] }, 10, 'equal')
  await bench.turn()
  for (let n = 0; n < 30; n++) {
    bench.memory.publish(5)
    await bench.turn(2)
  }
  await bench.turn()
  const [plain, ...others] = bench.readers
  const equal = others.at(-1)
  expect(others.slice(0, -1).some(({ isSentAway }) => isSentAway)).toBe(true)
  expect([plain?.isSentAway, equal?.isSentAway]).toEqual([false, false])
  expect(plain?.model.last).toBe(160)
  expect(plain?.model.gaps).toEqual([])
  expect(equal?.model.gaps).toEqual([])
  for (const { model } of bench.readers) expect(model.gaps).toEqual([])
})

test('of those that follow one filter only the ones are sent away whose asker pays for it and has spent too much', async () => {
  const bench = new HubBench(10)
  const filter = { filter: COSTLY }
  bench.open(filter, 10, 'greedy')
  bench.open(filter, 10, 'other')
  for (let n = 0; n < 8; n++) bench.open({ filter: [...COSTLY, `instance!="${n}"`] }, 10, 'greedy')
  await bench.turn()
  for (let n = 0; n < 200 && bench.readers[0]?.isSentAway === false; n++) {
    bench.memory.publish(1)
    await bench.turn()
  }
  expect(bench.readers[0]?.isSentAway).toBe(true)
  expect(bench.readers[1]?.isSentAway).toBe(false)
  expect(bench.readers[1]?.model.gaps).toEqual([])
})
