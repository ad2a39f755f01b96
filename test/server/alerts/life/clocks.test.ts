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

/** A sender whose own clock is so far off, ms. */
const OFF = [-HOUR, -90_000, 0] as const

test.for(OFF)(
  'S3, S11: a sender %d ms off that gave no start ends what it reported, by its own time',
  async (off) => {
    const t = await startCore(new MemoryDisk())
    const script = { sender: 'nas', generator: undefined }
    for (let n = 0; n < 2; n++) {
      await t.reportAs('X', { ...script, startsAt: undefined, endsAt: undefined })
      await t.pass(30_000)
      await t.reportAs('X', { ...script, startsAt: undefined, endsAt: t.clock.now() + off })
      expect(alertsOnly(t.take())).toEqual([
        n === 0 ? 'alert_created X' : 'alert_firing X',
        'alert_resolved X',
      ])
      // It lasted from when we heard of it to when we heard of its end, and lingers on the board from then.
      const [shown] = t.core.board().alerts
      const [began, ended] = [shown?.starts_at, shown?.ends_at].map((time) => Date.parse(time ?? ''))
      expect([(ended ?? 0) - (began ?? 0), Date.parse(shown?.resolved_at ?? '') - t.clock.now()]).toEqual([
        30_000, 0,
      ])
      await t.pass(MINUTE)
    }
    await t.core.close()
  },
)

test('S3: of its own start and end a sender is believed the order, whatever its clock says', async () => {
  const t = await startCore(new MemoryDisk())
  const slow = (ago: number): number => t.clock.now() - HOUR - ago
  const script = { sender: 'nas', generator: undefined }
  await t.reportAs('X', { ...script, startsAt: slow(0), endsAt: undefined })
  // What was over before it began is old news, from itself and from a stranger.
  await t.reportAs('X', { ...script, startsAt: undefined, endsAt: slow(MINUTE) })
  await t.reportAs('X', { sender: 'amtool', generator: undefined, startsAt: undefined, endsAt: slow(MINUTE) })
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.pass(MINUTE)
  await t.reportAs('X', { ...script, startsAt: undefined, endsAt: slow(0) })
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S3: who repeats the end of the life before ends nothing of another’s life that our clock began', async () => {
  const t = await startCore(new MemoryDisk())
  const pair = { startsAt: t.clock.now() - HOUR, endsAt: t.clock.now() }
  await t.report('X', { at: { startsAt: pair.startsAt }, sender: 'a' })
  await t.report('X', { at: pair, sender: 'a' })
  await t.pass(MINUTE)
  await t.reportAs('X', { sender: 'nas', generator: undefined, startsAt: undefined, endsAt: undefined })
  t.take()
  await t.report('X', { at: pair, sender: 'a' })
  expect(alertsOnly(t.take())).toEqual([])
  await t.core.close()
})

test('S3, S11: a relay is stale by what senders said, not by when we heard of the end', async () => {
  const t = await startCore(new MemoryDisk())
  const relay = { entry: 'relayed' as const, sender: 'am', generator: undefined }
  const slow = (): number => t.clock.now() - 90_000
  const began = slow()
  await t.reportAs('X', { ...relay, startsAt: began, endsAt: undefined })
  await t.pass(MINUTE)
  // It says that it is over, and no time.
  await t.reportAs('X', { ...relay, startsAt: began, endsAt: t.clock.now(), ours: { end: true } })
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_resolved X'])
  await t.reportAs('X', { ...relay, startsAt: began, endsAt: undefined })
  expect(alertsOnly(t.take())).toEqual([])
  // It fires again, by a clock that has not come to our time of the end yet.
  await t.pass(30_000)
  await t.reportAs('X', { ...relay, startsAt: slow(), endsAt: undefined })
  expect(alertsOnly(t.take())).toEqual(['alert_firing X'])
  await t.core.close()
})

test('S3, S11: a sender that is 90 s ahead begins and ends when it says so; a deadline of its own ends it later', async () => {
  const t = await startCore(new MemoryDisk())
  const ahead = (): number => t.clock.now() + 90_000
  const over = () => ({ endsAt: t.clock.now(), ours: { end: true, start: true } })
  const relay = { entry: 'relayed' as const, sender: 'am', generator: undefined }
  const began = ahead()
  await t.reportAs('X', { ...relay, startsAt: began, endsAt: undefined })
  await t.pass(30_000)
  // Its word is that it is over: our clock says when.
  await t.reportAs('X', { ...relay, startsAt: t.clock.now(), ...over() })
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_resolved X'])
  for (const passed of [0, 2 * MINUTE]) {
    await t.pass(passed)
    await t.reportAs('X', { ...relay, startsAt: began, endsAt: undefined })
  }
  expect(alertsOnly(t.take())).toEqual([])
  await t.reportAs('X', { ...relay, startsAt: ahead(), endsAt: undefined })
  expect(alertsOnly(t.take())).toEqual(['alert_firing X'])

  const script = { sender: 'nas', generator: undefined, startsAt: undefined }
  // The grace after a start is over (S4).
  await t.pass(5 * MINUTE)
  await t.reportAs('Y', { ...script, endsAt: undefined })
  await t.reportAs('Y', { ...script, endsAt: ahead() })
  await t.pass(85_000)
  expect(alertsOnly(t.take())).toEqual(['alert_created Y'])
  await t.pass(6_000)
  expect(alertsOnly(t.take())).toEqual(['alert_resolved Y'])
  await t.core.close()
})

test('S9, S11: an acknowledgement survives ten minutes, and a resolved alert is remembered a day, by our clock', async () => {
  const t = await startCore(new MemoryDisk())
  const script = { sender: 'nas', generator: undefined, startsAt: undefined }
  const fires = () => t.reportAs('X', { ...script, endsAt: undefined })
  await fires()
  const [alert] = t.core.board().alerts
  await t.core.acknowledge({
    fingerprint: alert?.fingerprint ?? '',
    life: alert?.life,
    name: 'Ana',
    until: 'resolved',
    endsAt: undefined,
    note: undefined,
  })
  // A clock without a battery.
  const since1970 = { ...script, endsAt: 1_000 }
  await t.reportAs('X', since1970)
  await t.pass(9 * MINUTE)
  await fires()
  expect(t.core.board().alerts[0]?.acknowledged_by?.name).toBe('Ana')
  await t.reportAs('X', since1970)
  await t.pass(23 * HOUR)
  t.take()
  await fires()
  expect(alertsOnly(t.take())).toEqual(['alert_firing X'])
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
