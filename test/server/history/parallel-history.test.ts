import type { LoggedEvent } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { unlimited } from '../../../server/src/ground/budgeted.ts'
import type { Pace } from '../../../server/src/ground/pace.ts'
import { createShares } from '../../../server/src/ground/shares.ts'
import { readHistory } from '../../../server/src/history/read-history.ts'
import type { EventScan, Scanned } from '../../../server/src/storage/event-scan.ts'

const EVENTS = 10_000
/** So many are looked at in one read. */
const PART = 500

test('20 histories of one asker at once: another one has his own after as many reads as he needs, not after theirs', async () => {
  let reads = 0
  let underWay = 0
  let mostUnderWay = 0
  const turn = async (): Promise<void> => {
    reads++
    underWay++
    mostUnderWay = Math.max(mostUnderWay, underWay)
    await new Promise((resolve) => setImmediate(resolve))
    underWay--
  }
  const store = {
    firstSince: async (time: number): Promise<number | undefined> => {
      await turn()
      return time === 0 ? 1 : undefined
    },
    scanBefore: async ({ before }: EventScan): Promise<Scanned<LoggedEvent>> => {
      await turn()
      const last = Math.max(1, before - PART)
      return { events: [], fingerprints: [], criticals: 0, last, looked: before - last, steps: 0 }
    },
  }
  const log = { head: () => ({ epoch: 'e', sequence: EVENTS }), newest: () => [] }
  const shares = createShares({ monotonic: () => performance.now(), soon: setImmediate })
  const paceOf = (who: string): Pace => ({
    budget: unlimited(),
    run: (begin) => shares.turns.run(who, begin),
    readLog: (read) => shares.log.run(who, read),
    readPast: (read) => shares.past.run(who, read),
  })
  const query = {
    from: 0,
    to: 9e15,
    filter: {},
    fingerprint: undefined,
    before: undefined,
    limit: 10,
  }
  const EVERYBODY = { scope: undefined, told: (event: LoggedEvent) => event }
  const answered: string[] = []
  const ask = async (who: string): Promise<void> => {
    expect(await readHistory({ store, log }, query, EVERYBODY, paceOf(who))).toEqual({
      events: [],
      before: undefined,
    })
    answered.push(who)
  }
  const greedy = Array.from({ length: 20 }, () => ask('greedy'))
  await ask('modest')
  const needed = EVENTS / PART + 2
  // Two are under way at a time, and he asks for one after the other.
  expect(reads).toBeLessThan(6 * needed)
  expect(answered).toEqual(['modest'])
  await Promise.all(greedy)
  expect(reads).toBe(21 * needed)
  expect(mostUnderWay).toBe(2)
})
