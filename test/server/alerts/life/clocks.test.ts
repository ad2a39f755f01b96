import { expect, test } from 'vitest'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

const sourceRow = (t: TestCore) => t.core.board().health.find(({ kind }) => kind === 'source')
const pipeline = (t: TestCore) => t.core.board().health.find(({ kind }) => kind === 'pipeline')

test('S11: a slow clock keeps a known alert firing too; the mark goes 10 minutes after the last sign of it', async () => {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now() - HOUR
  await t.report('X', { at: { startsAt } })
  // Its clock falls 5 minutes behind: the deadline that it gives lies in the past.
  for (let n = 0; n < 4; n++) {
    await t.pass(MINUTE)
    await t.report('X', { at: { startsAt, endsAt: t.clock.now() - MINUTE } })
  }
  const told = alertsOnly(t.take()).filter((line) => !line.includes('updated'))
  expect(told).toEqual(['alert_created X', 'alert_resolved X', 'alert_firing X'])
  const [known] = t.core.alerts()
  expect(known?.endsAt).toBe(t.clock.now() + 5 * MINUTE)
  await t.pass(3_000)
  expect(sourceRow(t)).toMatchObject({ status: 'degraded', message: expect.stringContaining('clock skew') })
  await t.report('X', { at: { startsAt }, ends: HOUR })
  await t.pass(10 * MINUTE)
  expect(sourceRow(t)).toMatchObject({ status: 'healthy' })
  await t.core.close()
})

test('S11: a real resolve that is repeated, as Prometheus does for 15 minutes, is no slow clock', async () => {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now() - HOUR
  await t.report('X', { at: { startsAt } })
  const endsAt = t.clock.now()
  for (let n = 0; n < 15; n++) {
    await t.report('X', { at: { startsAt, endsAt } })
    await t.pass(MINUTE)
  }
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_resolved X'])
  expect(sourceRow(t)).toMatchObject({ status: 'healthy' })
  await t.core.close()
})

test('S11: a webhook that says resolved again, each time with a later end, opens nothing', async () => {
  const t = await startCore(new MemoryDisk())
  const startsAt = t.clock.now() - HOUR
  const relay = { entry: 'relayed' as const }
  await t.report('X', { ...relay, at: { startsAt }, ends: undefined })
  for (let n = 0; n < 3; n++) {
    await t.report('X', { ...relay, at: { startsAt, endsAt: t.clock.now() } })
    await t.pass(5_000)
  }
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_resolved X'])
  await t.core.close()
})

test('S12: the heartbeat never stands in the log of alerts, and its row says when it is missing and when it is back', async () => {
  const t = await startCore(new MemoryDisk(), { rules: { heartbeatName: 'DeadMansSwitch' } })
  await t.report('Watchdog', { ends: HOUR })
  expect(alertsOnly(t.take())).toEqual(['alert_created Watchdog'])
  for (let n = 0; n < 3; n++) {
    await t.report('DeadMansSwitch', { ends: 4 * MINUTE })
    await t.pass(MINUTE)
  }
  expect(pipeline(t)).toMatchObject({ component: 'Pipeline heartbeat DeadMansSwitch', status: 'healthy' })
  t.take()
  await t.pass(4 * MINUTE - 3_000)
  expect(pipeline(t)).toMatchObject({ status: 'healthy' })
  await t.pass(6_000)
  expect(pipeline(t)).toMatchObject({ status: 'unhealthy', quiet: true })
  expect(t.take()).toContain('health_changed Pipeline heartbeat DeadMansSwitch')
  await t.report('DeadMansSwitch', { ends: 4 * MINUTE })
  await t.pass(3_000)
  expect(pipeline(t)).toMatchObject({ status: 'healthy', quiet: false })
  expect(t.core.stats().data.firing_alerts).toBe(1)
  expect(t.core.board().alerts.map(({ alertname }) => alertname)).toEqual(['Watchdog'])
  await t.core.close()
})

test('S12: a heartbeat that its sender takes back is missing like one that fell silent, over a restart too', async () => {
  const disk = new MemoryDisk()
  const t = await startCore(disk)
  await t.report('Watchdog', { ends: HOUR })
  await t.pass(MINUTE)
  await t.report('Watchdog', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
  await t.core.close()
  const again = await startCore(disk, { clock: t.clock })
  await again.pass(6 * MINUTE)
  expect(pipeline(again)).toMatchObject({ status: 'unhealthy' })
  await again.core.close()
})

test('S4, S12: while the server was away no heartbeat could arrive; one that was missing before goes on missing', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  await first.report('Watchdog', { ends: 4 * MINUTE })
  await first.pass(3_000)
  await first.core.close()
  first.clock.jump(HOUR)
  const t = await startCore(disk, { clock: first.clock })
  await t.pass(5 * MINUTE - 3_000)
  expect(pipeline(t)).toMatchObject({ status: 'healthy' })
  expect(t.take()).not.toContain('health_changed Pipeline heartbeat Watchdog')
  await t.pass(6_000)
  expect(pipeline(t)).toMatchObject({ status: 'unhealthy' })
  await t.core.close()
  const again = await startCore(disk, { clock: first.clock })
  await again.pass(MINUTE)
  expect(pipeline(again)).toMatchObject({ status: 'unhealthy' })
  await again.report('Watchdog', { ends: 4 * MINUTE })
  await again.pass(3_000)
  expect(pipeline(again)).toMatchObject({ status: 'healthy' })
  await again.core.close()
})
