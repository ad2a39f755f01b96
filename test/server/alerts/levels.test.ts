import {
  type Alert,
  type Board,
  emptyBoard,
  fingerprint,
  fold,
  levelOf,
  levelRank,
  toSnapshot,
} from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { routingOf } from '../../../server/src/alertmanager/routing.ts'
import { runs } from '../../support/chance.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'

const CONFIG = `
route:
  receiver: day
  routes: [{matchers: ['severity="critical"'], receiver: night}]
receivers: [{name: day}, {name: night}]
inhibit_rules:
- name: critical first
  source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [host]
`
const read = readAlertmanagerConfig('test.yml', CONFIG)
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const routing = routingOf(read.config)

const IDENTITY = { alertname: 'Disk', host: 'a' }
const OTHER = { alertname: 'Slow', host: 'a', severity: 'warning' }

const start = (disk: MemoryDisk, clock?: TestCore['clock']): Promise<TestCore> =>
  startCore(disk, { routing, ...(clock === undefined ? {} : { clock }) })

/** `CLEAR` is over, and null is a sender that says nothing of levels. */
function say(t: TestCore, level: string | null, sender = 'netdata'): Promise<void> {
  const over = level === 'CLEAR'
  return t.reportAs('Disk', {
    sender,
    generator: undefined,
    labels: { host: 'a', ...(level === null || over ? {} : { severity: level }) },
    startsAt: undefined,
    endsAt: over ? t.clock.now() : t.clock.now() + 5 * HOUR,
    ours: { start: true, end: over },
    ...(level === null ? {} : { levelled: true as const }),
  })
}

const disk = (t: TestCore): Alert | undefined =>
  t.core.board().alerts.find(({ alertname }) => alertname === 'Disk')

async function silence(t: TestCore, severity: string): Promise<void> {
  const matchers = [{ name: 'severity', value: severity, is_regex: false, is_equal: true }]
  const said = { createdBy: 'Ana', comment: severity, annotations: undefined }
  const times = { startsAt: t.clock.now(), endsAt: t.clock.now() + 24 * HOUR }
  expect(await t.core.setSilence({ id: undefined, matchers, ...times, ...said })).toMatchObject({ ok: true })
}

const take = (t: TestCore, until: 'worse' | 'resolved') => {
  const { fingerprint: id, life } = disk(t) as Alert
  return t.core.acknowledge({
    fingerprint: id,
    life,
    name: 'Ana',
    until,
    endsAt: undefined,
    note: undefined,
  })
}

test('S8: a level that changes is an update of one alert, and one that means clear is its end', async () => {
  const t = await start(new MemoryDisk())
  for (const level of ['warning', 'warning', 'critical', 'warning', 'CLEAR', 'CLEAR']) await say(t, level)
  const told = t.events.flatMap((event) => (event.source === 'alert_processor' ? [event] : []))
  expect(told.map(({ type, data }) => [type, data.severity, data.level, data.was?.severity])).toEqual([
    ['alert_created', 'warning', 'warning', undefined],
    ['alert_updated', 'critical', 'critical', 'warning'],
    ['alert_updated', 'warning', 'warning', 'critical'],
    ['alert_resolved', 'warning', 'warning', undefined],
  ])
  expect(new Set(told.map(({ data }) => `${data.fingerprint} ${data.life}`)).size).toBe(1)
  expect(told[0]?.data.fingerprint).toBe(fingerprint(IDENTITY))
  expect(told[1]?.data).toMatchObject({ labels: { severity: 'critical' }, receivers: ['night'] })
  await t.core.close()
})

test('S9: a rise ends "until worse", and no return to the level that it was taken at', async () => {
  const t = await start(new MemoryDisk())
  await say(t, 'warning')
  await take(t, 'worse')
  t.take()
  await say(t, 'info')
  await say(t, 'warning')
  expect(disk(t)?.acknowledged_by?.name).toBe('Ana')
  t.take()
  await say(t, 'critical')
  expect(alertsOnly(t.take())).toEqual(['alert_updated Disk', 'alert_unacknowledged Disk'])
  await take(t, 'worse')
  for (const level of ['warning', 'critical']) await say(t, level)
  expect(disk(t)?.acknowledged_by?.name).toBe('Ana')
  await t.core.close()
})

test('S9: what was taken as a warning and comes back as critical within ten minutes is free', async () => {
  const t = await start(new MemoryDisk())
  await say(t, 'warning')
  await take(t, 'worse')
  await say(t, 'CLEAR')
  await t.pass(MINUTE)
  t.take()
  await say(t, 'critical')
  expect(alertsOnly(t.take())).toEqual(['alert_firing Disk', 'alert_unacknowledged Disk'])
  await t.core.close()
})

const level = fc.constantFrom('critical', 'warning', 'info', 'P1', 'CLEAR', null)
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('say' as const), level, sender: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('silence' as const),
      level: fc.constantFrom('critical', 'warning'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('take' as const),
      until: fc.constantFrom('worse' as const, 'resolved' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
)

test('S7, S8: whatever levels are told, one alert has the worst of them, and all that holds for it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const memory = new MemoryDisk()
      let t = await start(memory)
      await t.report('Slow', { labels: { host: 'a', severity: 'warning' }, ends: 100 * HOUR })
      /** What each sender last said of the present life. */
      const words = new Map<string, string | null>()
      const spoken = new Set<string>()
      let takenAs = 0
      const silenced = new Set<string>()
      for (const what of steps) {
        const before = disk(t)
        if (what.do === 'say') {
          await say(t, what.level, what.sender)
          // Whoever never spoke in this life ends it for all (S3).
          if (what.level !== 'CLEAR') words.set(what.sender, what.level)
          else if (spoken.has(what.sender)) words.delete(what.sender)
          else words.clear()
          if (words.size === 0) spoken.clear()
          else spoken.add(what.sender)
        } else if (what.do === 'silence') {
          await silence(t, what.level)
          silenced.add(what.level)
        } else if (what.do === 'take' && before?.status === 'firing') {
          await take(t, what.until)
          takenAs = levelRank(before.level)
        } else if (what.do === 'wait') await t.pass(MINUTE)
        else if (what.do === 'restart') {
          const shown = t.core.board()
          await t.core.close()
          t = await start(memory, t.clock)
          const again = t.core.board()
          expect([again.alerts, again.silences]).toEqual([shown.alerts, shown.silences])
        }
        const alert = disk(t)
        expect(alert?.status === 'firing').toBe(words.size > 0)
        if (alert?.status !== 'firing') continue
        expect(alert.fingerprint).toBe(fingerprint(IDENTITY))
        const levels = [...words.values()].filter((word) => word !== null)
        const rank = (word: string): number => levelRank(levelOf(word))
        if (levels.length > 0) expect(rank(alert.severity)).toBe(Math.min(...levels.map(rank)))
        const isCritical = alert.severity === 'critical'
        expect([alert.labels.severity ?? '', alert.level]).toEqual([alert.severity, levelOf(alert.severity)])
        expect(alert.silenced_by.length > 0).toBe(silenced.has(alert.severity))
        expect(alert.receivers).toEqual([isCritical ? 'night' : 'day'])
        const slow = t.core.board().alerts.find(({ alertname }) => alertname === OTHER.alertname)
        expect(slow?.inhibited_by.map((one) => one.fingerprint)).toEqual(
          isCritical ? [alert.fingerprint] : [],
        )
        // Nobody has until worse what is worse than when it was taken.
        if (alert.acknowledged_by?.until === 'worse')
          expect(rank(alert.severity)).toBeGreaterThanOrEqual(takenAs)
      }
      const events = await t.core.log.readAfter(0, 100_000)
      const folded: Board = fold(emptyBoard({ epoch: 'none', sequence: 0 }), events)
      const by = (a: { fingerprint: string }, b: { fingerprint: string }) =>
        a.fingerprint < b.fingerprint ? -1 : 1
      expect(toSnapshot(folded, t.clock.now()).alerts.toSorted(by)).toEqual(
        t.core.board().alerts.toSorted(by),
      )
      await t.pass(15_000)
      const isCritical = disk(t)?.status === 'firing' && disk(t)?.level === 'critical'
      expect(t.core.stats().data.by_severity.critical).toBe(isCritical ? 1 : 0)
      expect(t.failed).toEqual([])
      await t.core.close()
    }),
    { numRuns: runs(60) },
  )
}, 60_000)
