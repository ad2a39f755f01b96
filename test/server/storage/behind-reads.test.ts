import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqlite } from '../../../server/src/storage/sqlite/sqlite-storage.ts'
import { seeded } from '../../support/seeded.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alertEvent, changes, DAY, printOf } from './conformance/samples.ts'

const seed = Number(process.env.SEED ?? Date.now() % 1e6)

test(`the newest of the log is read where it stands, and no tables are waited for (seed ${seed})`, async () => {
  // By the clock the tables would follow.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const random = seeded(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  const storage = await openSqlite(join(await tempDir(), 'watchfloor.db'))
  onTestFinished(() => storage.close())
  const names = ['A', 'B', 'C'] as const
  const all: { readonly sequence: number; readonly name: string }[] = []
  const at = (sequence: number): number => DAY + sequence * 1_000
  const grow = async (commits: number): Promise<void> => {
    for (let commit = 0; commit < commits; commit++) {
      const events = Array.from({ length: upTo(4) }, () => {
        const one = { sequence: all.length + 1, name: names[upTo(3)] ?? 'A' }
        all.push(one)
        return alertEvent(one.sequence, at(one.sequence), 'alert_updated', one.name)
      })
      await storage.commit(changes({ events }))
    }
  }
  const compare = async (): Promise<void> => {
    const head = all.length
    for (let round = 0; round < 20; round++) {
      const name = upTo(2) === 0 ? undefined : names[upTo(3)]
      const [first, before] = [upTo(head + 2), upTo(head + 3)]
      const upwards = upTo(2) === 0
      const most = 1 + upTo(head)
      const wanted = all.filter(
        (one) => one.sequence >= first && one.sequence < before && (name === undefined || one.name === name),
      )
      // A scan that takes long is asked to go on, as on a busy machine.
      const found: number[] = []
      let [from, to] = [first, before]
      while (from < to && found.length < most) {
        const { events, last } = await storage.events.scanBefore({
          first: from,
          before: to,
          upwards,
          fingerprint: name === undefined ? undefined : printOf(name),
          from: 0,
          to: at(head + 1),
          filter: {},
          steps: 0,
          most: most - found.length,
          wants: 'events',
        })
        found.push(...events.map(({ sequence }) => sequence))
        if (last === undefined) break
        if (upwards) from = last + 1
        else to = last
      }
      const expected = (upwards ? wanted : wanted.toReversed()).slice(0, most)
      expect(found).toEqual(expected.map(({ sequence }) => sequence))
    }
    for (const name of names) {
      const own = all.filter((one) => one.name === name).toReversed()
      const found = await storage.events.ofAlert(printOf(name), 50)
      expect(found.map(({ sequence }) => sequence)).toEqual(own.slice(0, 50).map(({ sequence }) => sequence))
    }
    for (let round = 0; round < 10; round++) {
      const sequence = 1 + upTo(head)
      expect(await storage.events.firstSince(at(sequence))).toBe(sequence)
      expect(await storage.events.firstSince(at(sequence - 1) + 1)).toBe(sequence)
    }
    expect(await storage.events.firstSince(at(head) + 1)).toBeUndefined()
  }
  await grow(20)
  await compare()
  expect(storage.behind().bytes).toBeGreaterThan(0)
  // These look at the tables alone, and have them follow.
  await storage.past.activity(DAY, 2 * DAY, 2)
  expect(storage.behind().bytes).toBe(0)
  await compare()
  await grow(20)
  await compare()
  expect(storage.behind().bytes).toBeGreaterThan(0)
})
