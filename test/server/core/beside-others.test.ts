import { expect, onTestFinished, test } from 'vitest'
import type { Stored } from '../../../server/src/storage/storage.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { type SharedDouble, sharedDouble } from '../../support/store/shared-double.ts'
import { changes } from '../storage/conformance/samples.ts'

const SECOND = 1_000
const MIDNIGHT = Date.UTC(2026, 0, 5)

async function startShared(
  isMine = true,
  disk = new MemoryDisk(),
): Promise<{ one: TestCore; store: SharedDouble }> {
  const store = sharedDouble(isMine)
  const one = await startCore(disk, { storage: store.wrap })
  onTestFinished(() => one.core.close())
  return { one, store }
}

const { events: _events, audit: _audit, auditTrim: _trim, ...RECORDS } = changes({})

/** Nothing in particular: others committed, and it touched nothing that is known here. */
const SOMETHING = {
  kind: 'ahead',
  events: [],
  records: RECORDS,
  auditEnd: { sequence: 0, hash: '' },
  head: 0,
} as const

/** What a server of another store has when it was told of an alert. */
async function storedElsewhere(name: string): Promise<Stored> {
  const other = new MemoryDisk()
  const there = await startCore(other)
  await there.report(name, { ends: HOUR })
  await there.core.close()
  return other.open().load(MIDNIGHT, 10)
}

const named = ({ core }: TestCore): readonly string[] =>
  core
    .board()
    .alerts.map(({ alertname, status }) => `${alertname} ${status}`)
    .toSorted()

test('S13: a commit that others overtook is judged again with the head held, and answered once', async () => {
  const { one, store } = await startShared()
  store.asked.length = 0
  store.found = SOMETHING
  await Promise.all([one.report('A', { ends: HOUR }), one.report('B', { ends: HOUR })])
  expect(store.asked).toEqual(['commit', 'hold', 'commit'])
  expect(one.take()).toEqual(['alert_created A', 'alert_created B'])
})

test('what needs no commit once it is judged again lets go of the head', async () => {
  const { one, store } = await startShared()
  const stored = await storedElsewhere('A')
  store.asked.length = 0
  // Another node was told of the same alert a moment before.
  store.found = { ...SOMETHING, records: { ...SOMETHING.records, alerts: stored.alerts } }
  await one.report('A', { ends: HOUR })
  expect(store.asked).toEqual(['commit', 'hold', 'let go'])
})

test('S3: an end that comes to a node which does not know of its beginning yet is no less an end', async () => {
  const { one, store } = await startShared()
  const stored = await storedElsewhere('A')
  store.found = { ...SOMETHING, records: { ...SOMETHING.records, alerts: stored.alerts } }
  await one.reportAs('A', {
    startsAt: one.clock.now(),
    endsAt: one.clock.now(),
    generator: 'http://prom:9090/graph',
  })
  expect(named(one)).toEqual(['A resolved'])
})

test('S11: a sender whose clock is slow is recognised also when its word is judged twice', async () => {
  const { one, store } = await startShared()
  const startsAt = one.clock.now() - HOUR
  const late = (minutes: number) => ({ startsAt, endsAt: one.clock.now() - minutes * MINUTE })
  await one.reportAs('Slow', late(3))
  store.found = SOMETHING
  await one.reportAs('Slow', late(2))
  expect(named(one)).toEqual(['Slow firing'])
})

test('what the clock does is refused by the duty alone, and takes nobody else along', async () => {
  const { one, store } = await startShared()
  await one.report('Short', { ends: 30 * SECOND })
  await one.pass(6 * MINUTE)
  expect(one.take()).toContain('alert_resolved Short')
  await one.report('Next', { ends: 30 * SECOND })
  store.keeper = 'another'
  await one.pass(32 * SECOND)
  await one.report('Taken', { ends: HOUR })
  expect(one.take().filter((text) => text.startsWith('alert_'))).toEqual([
    'alert_created Next',
    'alert_created Taken',
  ])
  expect(one.failed).toEqual([])
  expect(one.core.log.degraded()).toBeUndefined()
})

test('a node starts also where the duty goes to another while it does', async () => {
  const store = sharedDouble()
  store.keeper = 'another'
  const disk = new MemoryDisk()
  const before = await startCore(disk, { rules: { heartbeatName: 'Other' } })
  await before.report('A', { ends: HOUR })
  // It is a heartbeat by now, which whoever has the duty puts right.
  await before.report('Watchdog', { ends: HOUR })
  await before.core.close()
  const one = await startCore(disk, { storage: store.wrap })
  onTestFinished(() => one.core.close())
  await one.report('B', { ends: HOUR })
  expect(named(one)).toContain('B firing')
})

test('a node without the duty lets nothing pass, and does it as soon as the duty is its own', async () => {
  const { one, store } = await startShared(false)
  await one.report('Short', { ends: 30 * SECOND })
  await one.pass(7 * MINUTE)
  expect(one.take()).toEqual(['alert_created Short'])
  store.duty(true, 'left')
  await one.pass(SECOND)
  expect(one.take()).toContain('alert_resolved Short')
})

test('S4: whoever takes the duty of a node that vanished waits as after an outage of ours', async () => {
  const { one, store } = await startShared(false)
  await one.report('Short', { ends: 30 * SECOND })
  await one.pass(7 * MINUTE)
  store.duty(true, 'vanished')
  await one.pass(4 * MINUTE)
  expect(named(one)).toEqual(['Short firing'])
  await one.pass(2 * MINUTE)
  expect(named(one)).toEqual(['Short resolved'])
})

test('S4: deadlines wait for what another node could not hear, and for no longer', async () => {
  const { one } = await startShared()
  await one.pass(6 * MINUTE)
  await one.report('Short', { ends: 30 * SECOND })
  one.core.beside.holdAlso(one.clock.now() + 3 * MINUTE)
  await one.pass(2 * MINUTE)
  expect(named(one)).toEqual(['Short firing'])
  await one.pass(2 * MINUTE)
  expect(named(one)).toEqual(['Short resolved'])
})

test('S4: a re-send in the last moment before a deadline is written at once, and no other is', async () => {
  const { one, store } = await startShared()
  const startsAt = one.clock.now()
  const again = (ends: number) => one.report('Steady', { at: { startsAt, endsAt: one.clock.now() + ends } })
  await again(30 * SECOND)
  await one.settle()
  store.kept.length = 0
  await again(30 * SECOND)
  expect(store.kept).toEqual([])
  one.clock.jump(21 * SECOND)
  await again(30 * SECOND)
  expect(store.kept.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.alertname))).toEqual(['Steady'])
})

test('S16: when the database lost its tail, everything is as it has it, and people are told', async () => {
  const surviving = new MemoryDisk()
  const { one, store } = await startShared()
  const kept = one.core.log.head()
  await one.report('Lost', { ends: HOUR })
  const lost = one.core.log.head()
  // What the standby had: nothing of that, and something that this node never knew.
  const there = await startCore(surviving)
  await there.report('Other', { ends: HOUR })
  await there.core.close()
  const storage = surviving.open()
  await storage.openTerm({ epoch: 'after', first: 2 })
  const stored = await storage.load(MIDNIGHT, 100)
  const turns: unknown[] = []
  one.core.log.onTurn((before) => turns.push(before))
  store.store = storage
  store.found = {
    kind: 'anew',
    stored: {
      ...stored,
      terms: [
        { epoch: kept.epoch, first: 1 },
        { epoch: 'after', first: kept.sequence + 1 },
      ],
    },
    lost: lost.sequence - kept.sequence,
  }
  expect(await one.core.log.catchUp()).toBe(true)
  expect(named(one)).toEqual(['Other firing'])
  expect(one.core.stats().data.firing_alerts).toBe(1)
  expect(turns).toEqual([lost])
  expect(one.core.log.locate(`${kept.epoch}.${kept.sequence}`)).toEqual({ ok: true, sequence: kept.sequence })
  expect(one.core.log.locate(`${lost.epoch}.${lost.sequence}`)).toEqual({ ok: false, reason: 'future' })
  expect(one.core.log.head()).toEqual({ epoch: 'after', sequence: stored.head })
  one.take()
  await one.report('After', { ends: HOUR })
  expect(one.take()).toEqual(['alert_created After'])
  expect(one.events.length).toBe(0)
  await one.pass(3 * SECOND)
  const row = one.core.board().health.find(({ component }) => component === 'Log')
  expect(row).toMatchObject({ status: 'degraded', message: expect.stringContaining('lost') })
})

test('S4: what only this node heard of an alert outlives what others write of it, and is written in the end', async () => {
  const disk = new MemoryDisk()
  const { one, store } = await startShared(true, disk)
  const startsAt = one.clock.now()
  await one.report('Steady', { at: { startsAt, endsAt: startsAt + 5 * MINUTE } })
  const [theirs] = (await disk.open().load(MIDNIGHT, 10)).alerts
  await one.pass(SECOND)
  const endsAt = startsAt + 9 * MINUTE
  await one.report('Steady', { at: { startsAt, endsAt } })
  if (theirs === undefined) throw new Error('it is not there')
  store.found = {
    ...SOMETHING,
    records: { ...SOMETHING.records, alerts: [{ ...theirs, takenAs: 'critical' }] },
  }
  await one.core.log.catchUp()
  store.kept.length = 0
  await one.pass(5 * SECOND)
  const written = store.kept.flatMap(({ alerts }) => alerts)
  expect(written).toMatchObject([{ takenAs: 'critical' }])
  expect(Object.values(written[0]?.reports ?? {})).toMatchObject([{ endsAt }])
})

test('a store that cannot be asked what others did is said to be gone, also when nobody writes', async () => {
  const store = sharedDouble()
  let isGone = false
  const one = await startCore(new MemoryDisk(), {
    storage: (real) => {
      const { shared, commit, ...rest } = store.wrap(real)
      const whileThere =
        <A extends readonly unknown[], T>(answer: (...args: A) => Promise<T>) =>
        (...args: A): Promise<T> =>
          isGone ? Promise.reject(new Error('no way there')) : answer(...args)
      if (shared === undefined) throw new Error('it is not shared')
      return {
        ...rest,
        commit: whileThere(commit),
        shared: { ...shared, catchUp: whileThere(shared.catchUp) },
      }
    },
  })
  onTestFinished(() => one.core.close())
  await one.pass(2 * SECOND)
  expect([one.core.log.degraded(), one.core.log.asOf()]).toEqual([undefined, undefined])
  isGone = true
  const knownUntil = one.clock.now()
  await one.pass(5 * SECOND)
  expect(one.core.log.degraded()).toContain('no way there')
  expect(one.core.log.asOf()).toBe(knownUntil)
  expect(await one.core.log.catchUp()).toBe(false)
  isGone = false
})
