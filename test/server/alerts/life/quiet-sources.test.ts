import { expect, test } from 'vitest'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

const shown = (t: TestCore, name = 'X') => t.core.board().alerts.find(({ alertname }) => alertname === name)
const row = (t: TestCore) => t.core.board().health.find(({ kind, quiet }) => kind === 'source' && quiet)

/** Sends an alert again and again as a Prometheus does: it gives four intervals, and sends at every `every`. */
async function sending(every: number, deadline: number, times: number): Promise<TestCore> {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now()
  for (let n = 0; n < times; n++) {
    await t.report('X', { product: 'Prometheus', at: { startsAt }, ends: deadline })
    await t.pass(every)
  }
  t.take()
  return t
}

test.each([
  ['15 s and 60 s', 75_000, 240_000],
  ['45 s and 60 s', 90_000, 240_000],
  ['60 s and 60 s, the defaults: every second evaluation', 120_000, 240_000],
  ['10 s and 10 s', 20_000, 40_000],
])(
  'S5: a Prometheus that evaluates and re-sends every %s is quiet before its deadlines pass',
  async (_, every, deadline) => {
    // A start excuses the first five minutes (S4).
    const t = await sending(every, deadline, Math.ceil((6 * MINUTE) / every) + 2)
    await t.pass(deadline)
    expect(alertsOnly(t.take())).toEqual(['alert_updated X'])
    expect(shown(t)).toMatchObject({ status: 'firing', unconfirmed: true })
    expect(row(t)?.message).toContain('1 alert is unconfirmed, not resolved')
    await t.core.close()
  },
)

test('S5: an alert that a source no longer sends, while it sends others, ends by timeout', async () => {
  const t = await sending(MINUTE, 4 * MINUTE, 8)
  const startsAt = t.clock.now()
  for (let n = 0; n < 5; n++) {
    await t.report('Other', { product: 'Prometheus', at: { startsAt } })
    await t.pass(MINUTE)
  }
  expect(shown(t)).toMatchObject({ status: 'resolved', resolved_by: 'timeout' })
  expect(row(t)).toBeUndefined()
  await t.core.close()
})

test('S5: it ends when its source has been back for resolve_timeout without it, and not before', async () => {
  const t = await sending(MINUTE, 4 * MINUTE, 8)
  await t.pass(6 * MINUTE)
  expect(shown(t)).toMatchObject({ unconfirmed: true })
  const startsAt = t.clock.now()
  for (let second = 0; second < 294; second += 21) {
    await t.report('Other', { product: 'Prometheus', at: { startsAt } })
    await t.pass(21_000)
  }
  expect(shown(t)).toMatchObject({ status: 'firing', unconfirmed: true })
  await t.pass(12_000)
  expect(shown(t)).toMatchObject({ status: 'resolved', resolved_by: 'timeout' })
  await t.core.close()
})

test('S5: an unconfirmed alert survives a restart as such, and API v2 goes on showing it as firing', async () => {
  const disk = new MemoryDisk()
  const t = await startCore(disk)
  const startsAt = t.clock.now()
  for (let n = 0; n < 8; n++) {
    await t.report('X', { product: 'Prometheus', at: { startsAt } })
    await t.pass(MINUTE)
  }
  await t.pass(6 * MINUTE)
  await t.core.close()
  const again = await startCore(disk, { clock: t.clock })
  await again.pass(HOUR)
  expect(alertsOnly(again.take())).toEqual([])
  expect(shown(again)).toMatchObject({ status: 'firing', unconfirmed: true })
  expect(again.core.stats().data.firing_alerts).toBe(1)
  expect(again.core.alerts()[0]?.endsAt).toBeGreaterThan(again.clock.now())
  await again.core.close()
})

test('S5, S12: a relay is quiet when the pipeline heartbeat that it brought is missing; what it relayed is unconfirmed', async () => {
  const t = await startCore(new MemoryDisk(), { rules: { relayedTimeout: 20 * MINUTE } })
  const relay = { entry: 'relayed' as const, ends: undefined }
  for (let n = 0; n < 10; n++) {
    await t.report('Watchdog', relay)
    if (n === 0) await t.report('X', relay)
    await t.pass(MINUTE)
  }
  expect(row(t)).toBeUndefined()
  await t.pass(5 * MINUTE)
  expect(row(t)?.message).toMatch(/^quiet: its heartbeat has not arrived since 2026/)
  await t.pass(10 * MINUTE)
  expect(shown(t)).toMatchObject({ status: 'firing', unconfirmed: true })
  for (let n = 0; n < 6; n++) {
    await t.report('Watchdog', relay)
    await t.pass(MINUTE)
    expect(row(t)).toBeUndefined()
  }
  expect(shown(t)).toMatchObject({ status: 'resolved', resolved_by: 'timeout' })
  await t.core.close()
})

test('S5: a relay without a heartbeat, and a script, speak when they like and are never quiet', async () => {
  const t = await startCore(new MemoryDisk())
  await t.report('Relayed', { entry: 'relayed', ends: undefined })
  await t.report('Scripted', { ends: HOUR })
  await t.pass(2 * HOUR)
  expect(row(t)).toBeUndefined()
  expect(alertsOnly(t.take())).toContain('alert_resolved Scripted')
  await t.core.close()
})

test('S5: one long pause, such as a restart of Prometheus, does not hide its next death', async () => {
  const t = await sending(75_000, 4 * MINUTE, 8)
  const startsAt = t.clock.now() - 10 * MINUTE
  await t.pass(2 * MINUTE)
  for (let n = 0; n < 4; n++) {
    await t.report('X', { product: 'Prometheus', at: { startsAt } })
    await t.pass(75_000)
  }
  await t.pass(4 * MINUTE)
  expect(shown(t)).toMatchObject({ status: 'firing', unconfirmed: true })
  await t.core.close()
})

test.each([20_000, 60_000, 100_000, 119_000])(
  'S5: a Prometheus that dies %i ms after its last word on an alert takes it with it no more than one that dies at once',
  async (after) => {
    const t = await sending(2 * MINUTE, 4 * MINUTE, 6)
    const startsAt = t.clock.now()
    await t.report('X', { product: 'Prometheus', at: { startsAt } })
    await t.pass(after)
    await t.report('OfAnotherGroup', { product: 'Prometheus', ends: 8 * MINUTE })
    await t.pass(10 * MINUTE)
    expect(shown(t)).toMatchObject({ status: 'firing', unconfirmed: true })
    expect(shown(t, 'OfAnotherGroup')).toMatchObject({ status: 'firing', unconfirmed: true })
    await t.core.close()
  },
)

test('S5: a deadline that passes just before the next word of its source waits for it, and ends the alert when that does not name it', async () => {
  const t = await sending(2 * MINUTE, 4 * MINUTE, 6)
  const startsAt = t.clock.now()
  await t.report('X', { product: 'Prometheus', at: { startsAt } })
  for (let n = 0; n < 2; n++) {
    await t.pass(2 * MINUTE)
    await t.pass(1_000)
    await t.report('Other', { product: 'Prometheus', at: { startsAt } })
  }
  await t.pass(2_000)
  expect(shown(t)).toMatchObject({ status: 'resolved', resolved_by: 'timeout' })
  expect(row(t)).toBeUndefined()
  await t.core.close()
})

test('S5: a Prometheus that has been gone for a day does not hold what another one no longer sends', async () => {
  const t = await startCore(new MemoryDisk(), { rules: { remember: 30 * MINUTE } })
  const startsAt = t.clock.now()
  const by = (who: string, name = 'X') =>
    t.report(name, { product: 'Prometheus', at: { startsAt }, sender: who, generator: `http://${who}:9090` })
  for (let n = 0; n < 60; n++) {
    if (n < 10) await by('gone')
    if (n < 50) await by('here')
    else await by('here', 'Other')
    await t.pass(MINUTE)
  }
  expect(row(t)?.component).toBe('Prometheus gone:9090')
  expect(shown(t)).toMatchObject({ status: 'resolved', resolved_by: 'timeout' })
  await t.core.close()
})

test('S1: a reporter that comes back under ever new addresses does not pile up; the start stays', async () => {
  const t = await startCore(new MemoryDisk(), { rules: { remember: 30 * MINUTE } })
  const startsAt = t.clock.now()
  for (let n = 0; n < 60; n++) {
    await t.report('X', { at: { startsAt: startsAt + n * MINUTE }, sender: `10.0.0.${n}` })
    await t.pass(2 * MINUTE)
  }
  const alert = shown(t)
  expect(alert).toMatchObject({ status: 'firing', starts_at: new Date(startsAt).toISOString() })
  expect(t.core.alert(alert?.fingerprint ?? '')?.reporters.length).toBeLessThan(20)
  await t.core.close()
})
