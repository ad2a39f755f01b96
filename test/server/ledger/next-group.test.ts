import { expect, onTestFinished, test } from 'vitest'
import type { Storage } from '../../../server/src/storage/storage.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore } from '../../support/core/test-core.ts'
import { until } from '../../support/until.ts'

/** A store that keeps nothing before a test says so, or says that it cannot. */
function held(): {
  readonly wrap: (real: Storage) => Storage
  readonly commits: ((isKept: boolean) => void)[]
} {
  const commits: ((isKept: boolean) => void)[] = []
  return {
    commits,
    wrap: (real) => ({
      ...real,
      commit: async (changes) => {
        const isKept = await new Promise((resolve) => commits.push(resolve))
        if (isKept !== true) throw new Error('the disk is full')
        await real.commit(changes)
      },
    }),
  }
}

test('S13: the store has the next group before the first is told, and nothing of it is seen before it is kept', async () => {
  const { wrap, commits } = held()
  const one = await startCore(new MemoryDisk(), { storage: wrap })
  onTestFinished(async () => {
    const closed = one.core.close()
    while (commits.length > 0) commits.shift()?.(true)
    await closed
  })
  const next = (): Promise<(isKept: boolean) => void> => until('a commit', () => commits.shift())
  const names = (): readonly string[] => one.core.board().alerts.map(({ alertname }) => alertname)
  /** How many commits were under way when each event was told. */
  const told: [string, number][] = []
  one.core.log.subscribe((batch) => {
    for (const { type } of batch) if (type === 'alert_created') told.push([type, commits.length])
  })
  const first = one.report('First', { ends: HOUR })
  const keepFirst = await next()
  const second = one.report('Second', { ends: HOUR })
  // It is staged in a turn of the loop that comes before this one.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  const refused = expect(second).rejects.toThrow('the disk is full')
  expect([names(), commits.length]).toEqual([[], 0])
  keepFirst(true)
  await first
  expect(told).toEqual([['alert_created', 1]])
  expect(names()).toEqual(['First'])
  const keepSecond = await next()
  keepSecond(false)
  await refused
  expect(names()).toEqual(['First'])
  const again = one.report('Second', { ends: HOUR })
  const keepAgain = await next()
  keepAgain(true)
  await again
  expect(names().toSorted()).toEqual(['First', 'Second'])
})
