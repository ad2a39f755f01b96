import { parseMatchers } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import type { DeadManSwitch } from '../../../server/src/alerts/dead-man-switch.ts'
import { loadSettings } from '../../../server/src/config/load-settings.ts'
import { switchesFrom } from '../../../server/src/config/switch-settings.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

function named(name: string, match: string, more: Partial<DeadManSwitch> = {}): DeadManSwitch {
  const matchers = parseMatchers(match)
  if (!matchers.ok) throw new Error(matchers.error)
  return { name, matchers: matchers.value, missingAfter: 10 * MINUTE, isRequired: false, ...more }
}

const row = ({ core }: TestCore, name: string) =>
  core.board().health.find(({ component }) => component === `Pipeline heartbeat ${name}`)

async function start(
  switches: readonly DeadManSwitch[],
  folder?: string,
  clock = new HandClock(),
): Promise<TestCore> {
  const t = await startCore(folder ?? (await tempDir()), { clock, rules: { switches } })
  onTestFinished(() => t.core.close())
  return t
}

test('S12: each switch has a row and a time of its own, beside the pipeline’s heartbeat', async () => {
  const t = await start([named('backups', '{alertname="Backup"}', { missingAfter: 26 * HOUR })])
  await t.report('Watchdog', { ends: 30 * HOUR })
  await t.report('Backup', { ends: 30 * HOUR })
  await t.report('Plain', { ends: 30 * HOUR })
  await t.pass(6 * MINUTE)
  expect([row(t, 'Watchdog')?.status, row(t, 'backups')?.status]).toEqual(['unhealthy', 'healthy'])
  expect(t.core.board().alerts.map(({ alertname }) => alertname)).toEqual(['Plain'])
})

test('S12: a switch of several senders is missing when one of them is, and says which', async () => {
  const t = await start([named('dms', '{alertname="DMS"}')])
  for (let n = 0; n < 12; n++) {
    await t.report('DMS', { labels: { cluster: 'eu' } })
    if (n === 0) await t.report('DMS', { labels: { cluster: 'us' } })
    await t.pass(MINUTE)
  }
  expect(row(t, 'dms')).toMatchObject({
    status: 'unhealthy',
    quiet: true,
    message: expect.stringMatching(/^dms has not arrived from \{cluster="us"\} \(1 of 2\) since /),
  })
  await t.report('DMS', { labels: { cluster: 'us' } })
  await t.pass(3_000)
  expect(row(t, 'dms')?.status).toBe('healthy')
})

test('S12: one that must come is red when it never came, and has its whole time after a start', async () => {
  const t = await start([named('must', '{alertname="Must"}', { isRequired: true })])
  await t.pass(9 * MINUTE)
  expect(row(t, 'must')).toMatchObject({ status: 'healthy', message: 'must is awaited' })
  await t.pass(2 * MINUTE)
  expect(row(t, 'must')).toMatchObject({ status: 'unhealthy', message: 'must has never arrived' })
})

test('S4, S12: our own outage is no missing heartbeat; one that was missing before stays so', async () => {
  const folder = await tempDir()
  const clock = new HandClock()
  const switches = [
    named('fast', '{alertname="Fast"}', { missingAfter: 3 * MINUTE }),
    named('gone', '{alertname="Gone"}'),
  ]
  const first = await startCore(folder, { clock, rules: { switches } })
  await first.report('Gone', { ends: HOUR })
  for (let n = 0; n < 12; n++) {
    await first.report('Fast', { ends: HOUR })
    await first.pass(MINUTE)
  }
  expect([row(first, 'fast')?.status, row(first, 'gone')?.status]).toEqual(['healthy', 'unhealthy'])
  await first.core.close()
  clock.jump(HOUR)
  const second = await start(switches, folder, clock)
  await second.pass(MINUTE)
  expect([row(second, 'fast')?.status, row(second, 'gone')?.status]).toEqual(['healthy', 'unhealthy'])
  await second.pass(3 * MINUTE)
  expect(row(second, 'fast')?.status).toBe('unhealthy')
})

test('S12: an alert that becomes a switch leaves the board at that start; one that is none any more comes back', async () => {
  const folder = await tempDir()
  const clock = new HandClock()
  const first = await startCore(folder, { clock })
  await first.report('DMS', { ends: HOUR })
  expect(alertsOnly(first.take())).toEqual(['alert_created DMS'])
  await first.core.close()

  const second = await startCore(folder, { clock, rules: { switches: [named('dms', '{alertname="DMS"}')] } })
  await second.report('DMS', { ends: HOUR })
  await second.pass(3_000)
  const firing = second.core.board().alerts.filter(({ status }) => status === 'firing')
  expect([firing, row(second, 'dms')?.status]).toEqual([[], 'healthy'])
  await second.core.close()

  const third = await start([], folder, clock)
  await third.report('DMS', { ends: HOUR })
  expect(alertsOnly(third.take())).toEqual(['alert_created DMS'])
})

test('switches are read from the settings, and what is wrong with one is said', () => {
  const load = (yaml: string) =>
    loadSettings({ file: { name: 'w.yml', text: `dead_man_switches: [${yaml}]` } })
  const good = load('{name: a, match: \'{alertname="A"}\', missing_after: 26h, required: true}')
  if (!good.ok) throw new Error(JSON.stringify(good.problems))
  expect(switchesFrom(good.settings)).toMatchObject([
    { name: 'a', missingAfter: 26 * HOUR, isRequired: true },
  ])
  for (const [yaml, flaw] of [
    ['{name: a, match: "a=~(", missing_after: 1m}', 'a: match: '],
    ['{name: a, match: "a=~.*", missing_after: 1m}', 'a: match would be every alert'],
    ['{name: a, match: "a=b", missing_after: soon}', 'a: missing_after must be a duration'],
    [
      '{name: a, match: "a=b", missing_after: 1m}, {name: a, match: "a=c", missing_after: 1m}',
      'a is there twice',
    ],
  ] as const) {
    const wrong = load(yaml)
    expect(wrong.ok ? '' : wrong.problems[0]?.message).toContain(`is not valid (${flaw}`)
  }
})

test('S12: a switch that is bound to credentials lives by their word alone, and says who else sends it', async () => {
  const own = { owner: 'token:aaaaaaaaaaaa', sender: 'prom' }
  const stranger = { owner: 'token:bbbbbbbbbbbb', sender: 'stranger' }
  const t = await start([named('dms', '{alertname="DMS"}', { isRequired: true, from: [own.owner] })])
  await t.report('DMS', stranger)
  await t.pass(3_000)
  expect(row(t, 'dms')).toMatchObject({
    status: 'healthy',
    message: expect.stringContaining('dms is awaited; it is also sent by Script prom:9090 (stranger)'),
  })
  await t.report('DMS', own)
  // Neither the very same alert nor one beside it, nor a resolve of theirs, is its sender's word.
  for (let n = 0; n < 12; n++) {
    await t.report('DMS', stranger)
    await t.report('DMS', { ...stranger, labels: { more: 'x' } })
    for (let m = 0; m < 3; m++)
      await t.report('DMS', { ...stranger, generator: `http://p${m}:1`, entry: 'relayed' })
    await t.pass(MINUTE)
    if (n === 1)
      expect(row(t, 'dms')).toMatchObject({
        status: 'degraded',
        message: expect.stringContaining('dms arrives; '),
      })
  }
  expect(row(t, 'dms')).toMatchObject({
    status: 'unhealthy',
    message: expect.stringMatching(/^dms has not arrived since .*also sent by .* \(stranger\)/),
  })
  await t.report('DMS', own)
  await t.report('DMS', { ...stranger, ends: 0 })
  await t.pass(3_000)
  expect(row(t, 'dms')?.quiet).toBe(false)
})
