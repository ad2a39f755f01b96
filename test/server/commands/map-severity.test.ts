import { type Alert, emptyBoard, fold, levelOf, type NamedLevel } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { MOST_SEVERITIES } from '../../../server/src/commands/map-severity.ts'
import { MemoryDisk } from '../../support/core/memory-storage.ts'
import { HOUR, startCore, type TestCore } from '../../support/core/test-core.ts'

const fire = (t: TestCore, name: string, severity: string, more: object = {}): Promise<void> =>
  t.report(name, { labels: { severity }, ends: 5 * HOUR, ...more })
const map = (t: TestCore, value: string, level: NamedLevel | null) =>
  t.core.mapSeverity({ value, level, by: 'Ana' })
const levels = (t: TestCore): Record<string, string> =>
  Object.fromEntries(t.core.board().alerts.map(({ alertname, level }) => [alertname, level]))
const found = (t: TestCore, name: string): Alert =>
  t.core.board().alerts.find(({ alertname }) => alertname === name) as Alert

test('S8: a name that is mapped means that at once: each alert is told with what it was, others are not', async () => {
  const t = await startCore(new MemoryDisk())
  await fire(t, 'One', 'Tier0')
  await fire(t, 'Two', ' tier0 ')
  await fire(t, 'Other', 'tier1')
  await fire(t, 'Known', 'critical')
  const from = t.core.board()
  t.events.length = 0
  expect(await map(t, 'TIER0', 'critical')).toEqual({ ok: true, value: 2 })
  const told = t.events.flatMap((event) => (event.source === 'alert_processor' ? [event] : []))
  expect(told.map(({ type, data }) => [type, data.alertname, data.level, data.was, data.by])).toEqual([
    ['alert_updated', 'One', 'critical', { severity: 'Tier0', level: 'unset' }, 'Ana'],
    ['alert_updated', 'Two', 'critical', { severity: ' tier0 ', level: 'unset' }, 'Ana'],
  ])
  expect(told[0]?.data.labels.severity).toBe('Tier0')
  expect(levels(t)).toEqual({ One: 'critical', Two: 'critical', Other: 'unset', Known: 'critical' })
  // Whoever follows by events sees the same as whoever comes anew.
  const followed = fold(
    { ...emptyBoard(t.core.log.head()), alerts: new Map(from.alerts.map((one) => [one.fingerprint, one])) },
    t.events,
  )
  expect(
    new Set([...followed.alerts.values()].map(({ alertname, level }) => `${alertname} ${level}`)),
  ).toEqual(new Set(Object.entries(levels(t)).map(([name, level]) => `${name} ${level}`)))
  await t.pass(1_000)
  const { data } = t.core.stats()
  expect([data.by_severity.critical, data.by_severity.unset, data.unmapped_severities]).toEqual([
    3,
    1,
    { tier1: 1 },
  ])
  await fire(t, 'Three', 'tier0')
  expect(levels(t).Three).toBe('critical')
  expect(await map(t, 'tier0', null)).toEqual({ ok: true, value: 3 })
  expect(levels(t)).toMatchObject({ One: 'unset', Two: 'unset', Three: 'unset' })
  expect(t.failed).toEqual([])
  await t.core.close()
})

test('S8: what is mapped is there after a start; what the configuration maps by then holds', async () => {
  const disk = new MemoryDisk()
  let t = await startCore(disk)
  await fire(t, 'One', 'tier0')
  await map(t, 'tier0', 'high')
  await map(t, '__proto__', 'info')
  expect([levelOf('__proto__'), t.core.severities().length]).toEqual(['unset', 2])
  // Nobody closed it: what was answered is there.
  t = await startCore(disk, { clock: t.clock })
  expect(levels(t)).toEqual({ One: 'high' })
  await fire(t, 'Odd', '__proto__')
  expect(levels(t).Odd).toBe('info')
  t = await startCore(disk, { clock: t.clock, rules: { severities: { tier0: 'critical' } } })
  expect(levels(t).One).toBe('critical')
  expect(t.core.severities()).toMatchObject([
    { value: '__proto__', level: 'info', by: 'Ana' },
    { value: 'tier0', level: 'high', by: 'Ana', overruled: true },
  ])
  expect(await map(t, 'Tier0', 'info')).toMatchObject({
    ok: false,
    reason: 'conflict',
    message: expect.stringContaining('"Tier0" is critical by the server’s configuration'),
  })
  expect(await map(t, 'tier0', null)).toEqual({ ok: true, value: 0 })
  expect(t.core.severities()).toHaveLength(1)
  await t.core.close()
})

test('S8, S9: an alert whose name comes to mean something worse is nobody’s who took it until worse', async () => {
  const t = await startCore(new MemoryDisk())
  await fire(t, 'One', 'tier0')
  await fire(t, 'Two', 'tier1')
  for (const name of ['One', 'Two']) {
    const { fingerprint, life } = found(t, name)
    const terms = { name: 'Bo', until: 'worse', endsAt: undefined, note: undefined } as const
    expect(await t.core.acknowledge({ fingerprint, life, ...terms })).toMatchObject({ ok: true })
  }
  await map(t, 'tier1', 'info')
  await map(t, 'tier0', 'critical')
  expect([found(t, 'One').acknowledged_by, found(t, 'Two').acknowledged_by?.name]).toEqual([null, 'Bo'])
  await t.core.close()
})

test('S8: of the levels that one alert is given, the worst is judged anew', async () => {
  const t = await startCore(new MemoryDisk())
  const say = (sender: string, severity: string): Promise<void> =>
    t.reportAs('Disk', {
      sender,
      generator: undefined,
      labels: { severity },
      startsAt: undefined,
      endsAt: t.clock.now() + 5 * HOUR,
      ours: { start: true, end: false },
      levelled: true,
    })
  await say('a', 'high')
  await say('b', 'tier0')
  expect(found(t, 'Disk')).toMatchObject({ severity: 'high', level: 'high' })
  t.events.length = 0
  await map(t, 'tier0', 'critical')
  const [event] = t.events.filter(({ source }) => source === 'alert_processor')
  expect(event).toMatchObject({
    type: 'alert_updated',
    data: { severity: 'tier0', level: 'critical', was: { severity: 'high', level: 'high' } },
  })
  await t.core.close()
})

test('S8: what is no name, is built in, was never mapped, or is too much is refused in words', async () => {
  const t = await startCore(new MemoryDisk())
  const refused = async (value: string, level: NamedLevel | null) => {
    const answer = await map(t, value, level)
    return answer.ok ? 'done' : `${answer.reason}: ${answer.message}`
  }
  expect(await refused(' \u200b ', 'high')).toMatch(/^invalid: .*without a severity/)
  expect(await refused('Page', 'info')).toMatch(/^conflict: "Page" is critical by .* built-in names/)
  expect(await refused('tier0', null)).toBe('not_found: nobody mapped "tier0" here')
  for (let n = 0; n < MOST_SEVERITIES; n++) await map(t, `tier${n}`, 'high')
  expect(await refused('one more', 'high')).toMatch(/^invalid: 500 names/)
  expect(await refused('tier7', 'info')).toBe('done')
  expect(t.events.filter(({ source }) => source === 'alert_processor')).toEqual([])
  await t.core.close()
})
