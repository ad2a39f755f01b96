import { expect, test } from 'vitest'
import { Afterwards } from '../../../server/src/core/afterwards.ts'
import { NotStored } from '../../../server/src/ledger/command.ts'
import { type Spread, Spreading } from '../../../server/src/ledger/spread.ts'
import type { Stage } from '../../../server/src/ledger/stage.ts'

/** A stage of which only its events are looked at. */
function stage(): { readonly stage: Stage; readonly events: string[] } {
  const events: string[] = []
  return { stage: { events } as unknown as Stage, events }
}

const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`)

/** Each of these has an event. */
function telling(key: string, count: number): Spread {
  const effect: Spread['effect'] = ({ events }, name) =>
    void (events as unknown as string[]).push(`${key} ${name}`)
  return { key, of: () => names(count), effect }
}

test('S7: the group of the cause holds at most 250 events and looks at most at 1,000; nothing of the rest is lost or done twice', () => {
  const one = stage()
  const spreading = new Spreading(one.stage)
  spreading.do(telling('a', 150))
  spreading.do(telling('b', 200))
  spreading.do(telling('c', 10))
  expect(one.events).toHaveLength(250)
  expect([...spreading.later.keys()]).toEqual(['b', 'c'])
  const next = stage()
  const following = new Spreading(next.stage)
  for (const spread of spreading.later.values()) following.do(spread)
  expect(following.later.size).toBe(0)
  expect([...one.events, ...next.events]).toEqual([
    ...names(150).map((name) => `a ${name}`),
    ...names(200).map((name) => `b ${name}`),
    ...names(10).map((name) => `c ${name}`),
  ])

  let looked = 0
  const quiet = new Spreading(stage().stage)
  quiet.do({ key: 'quiet', of: () => names(5_000), effect: () => void looked++ })
  expect(looked).toBe(1_000)
  expect(quiet.later.size).toBe(1)
})

test('what is left already is taken up as it is by then, and once', () => {
  const spreading = new Spreading(stage().stage)
  spreading.do(telling('a', 600))
  const again = { ...telling('a', 3), of: () => names(3) }
  spreading.do(again)
  expect([...spreading.later.values()]).toEqual([again])
})

/** A writer that commits each command by itself, once it is told to; events are there from then on. */
function writing() {
  const events: string[] = []
  const commits: number[] = []
  let fails: Error | undefined
  let gate = Promise.resolve()
  let underWay = 0
  let mostUnderWay = 0
  const failed: unknown[] = []
  const afterwards: Afterwards = new Afterwards(
    async (command) => {
      mostUnderWay = Math.max(mostUnderWay, ++underWay)
      await gate
      underWay--
      if (fails !== undefined) throw fails
      const one = stage()
      const answer = command(one.stage)
      commits.push(one.events.length)
      events.push(...one.events)
      return answer
    },
    (error) => failed.push(error),
  )
  return {
    afterwards,
    events,
    commits,
    failed,
    mostUnderWay: () => mostUnderWay,
    fail: (error?: Error): void => {
      fails = error
    },
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}

const of = (...spreads: Spread[]): ReadonlyMap<string, Spread> =>
  new Map(spreads.map((spread) => [spread.key, spread]))
const told = (key: string, count: number): string[] => names(count).map((name) => `${key} ${name}`)

test('S7: what a group leaves is done piece by piece, all of it and once; several causes take turns', async () => {
  const { afterwards, events, commits } = writing()
  afterwards.take(of(telling('a', 1_200), { ...telling('b', 300), of: names(300) }))
  await afterwards.done()
  expect(events.toSorted()).toEqual([...told('a', 1_200), ...told('b', 300)].toSorted())
  expect(Math.max(...commits)).toBe(250)
  // The later cause does not wait until the earlier one is through.
  expect(events.indexOf('b 299')).toBeLessThan(events.indexOf('a 1199'))
})

test('the next piece is staged while one is on its way to the disk, and no more', async () => {
  const { afterwards, events, hold, mostUnderWay } = writing()
  const release = hold()
  afterwards.take(of({ ...telling('a', 2_000), of: names(2_000) }))
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
  expect(mostUnderWay()).toBe(2)
  release()
  await afterwards.done()
  expect(events).toEqual(told('a', 2_000))
})

test('what a later group leaves of a key stands in the place of what was left', async () => {
  const { afterwards, events, hold } = writing()
  const release = hold()
  afterwards.take(of({ ...telling('a', 1_000), of: names(1_000) }))
  afterwards.take(of({ ...telling('a', 3), of: ['x', 'y', 'z'] }))
  release()
  await afterwards.done()
  // The first piece was under way already.
  expect(events).toEqual([...told('a', 250), 'a x', 'a y', 'a z'])
})

test('while the store cannot be written what is left stays, and goes on when asked to', async () => {
  const { afterwards, events, failed, fail } = writing()
  fail(new NotStored('store', 'the disk is full'))
  afterwards.take(of(telling('a', 10), { ...telling('b', 1_000), of: names(1_000) }))
  await afterwards.done()
  expect(events).toEqual([])
  fail()
  afterwards.go()
  await afterwards.done()
  expect(events.toSorted()).toEqual([...told('a', 10), ...told('b', 1_000)].toSorted())
  expect(failed).toEqual([])
})

test('a bug is told once, and does not keep the others from being done', async () => {
  const { afterwards, events, failed } = writing()
  const broken: Spread = {
    key: 'broken',
    of: () => ['0'],
    effect: () => {
      throw new Error('a bug')
    },
  }
  afterwards.take(of(broken, telling('b', 1)))
  await afterwards.done()
  afterwards.go()
  await afterwards.done()
  expect(failed).toHaveLength(1)
  expect(events).toEqual(['b 0'])
})
