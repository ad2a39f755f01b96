import { expect, test } from 'vitest'
import { Afterwards } from '../../../server/src/core/afterwards.ts'
import { type Spread, Spreading } from '../../../server/src/ledger/spread.ts'
import type { Stage } from '../../../server/src/ledger/stage.ts'
import { NotStored } from '../../../server/src/ledger/writer.ts'

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

test('one group holds at most 500 events and looks at most at 2,000; nothing of the rest is lost or done twice', () => {
  const one = stage()
  const spreading = new Spreading(one.stage)
  spreading.do(telling('a', 300))
  spreading.do(telling('b', 400))
  spreading.do(telling('c', 10))
  expect(one.events).toHaveLength(500)
  expect([...spreading.later.keys()]).toEqual(['b', 'c'])
  const next = stage()
  const following = new Spreading(next.stage)
  for (const spread of spreading.later.values()) following.do(spread)
  expect(following.later.size).toBe(0)
  expect([...one.events, ...next.events]).toEqual([
    ...names(300).map((name) => `a ${name}`),
    ...names(400).map((name) => `b ${name}`),
    ...names(10).map((name) => `c ${name}`),
  ])

  let looked = 0
  const quiet = new Spreading(stage().stage)
  quiet.do({ key: 'quiet', of: () => names(5_000), effect: () => void looked++ })
  expect(looked).toBe(2_000)
  expect(quiet.later.size).toBe(1)
})

test('what is left already is taken up as it is by then, and once', () => {
  const spreading = new Spreading(stage().stage)
  spreading.do(telling('a', 600))
  const again = { ...telling('a', 3), of: () => names(3) }
  spreading.do(again)
  expect([...spreading.later.values()]).toEqual([again])
})

/** A writer of groups as the real one does it: what a group leaves comes back when it is committed. */
function writing() {
  const events: string[] = []
  let fails: Error | undefined
  const failed: unknown[] = []
  let groups = 0
  const afterwards: Afterwards = new Afterwards(
    async (command) => {
      await Promise.resolve()
      if (fails !== undefined) throw fails
      groups++
      const one = stage()
      const spreading = new Spreading(one.stage)
      const answer = command({ ...one.stage, spread: (spread: Spread) => spreading.do(spread) } as Stage)
      for (const event of one.events) events.push(event)
      afterwards.take(spreading.later)
      return answer
    },
    (error) => failed.push(error),
  )
  return {
    afterwards,
    events,
    failed,
    groups: () => groups,
    fail: (error?: Error): void => {
      fails = error
    },
  }
}

const of = (...spreads: Spread[]): ReadonlyMap<string, Spread> =>
  new Map(spreads.map((spread) => [spread.key, spread]))

test('what a group leaves is done in groups of its own, until nothing is left', async () => {
  const { afterwards, events, groups } = writing()
  afterwards.take(of(telling('a', 1_200), telling('b', 1)))
  await afterwards.done()
  expect(events.toSorted()).toEqual([...names(1_200).map((n) => `a ${n}`), 'b 0'].toSorted())
  expect(groups()).toBe(4)
})

test('while the store cannot be written what is left stays, and goes on when asked to', async () => {
  const { afterwards, events, failed, fail } = writing()
  fail(new NotStored('store', 'the disk is full'))
  afterwards.take(of(telling('a', 10)))
  await afterwards.done()
  expect(events).toEqual([])
  fail()
  afterwards.go()
  await afterwards.done()
  expect(events).toHaveLength(10)
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
