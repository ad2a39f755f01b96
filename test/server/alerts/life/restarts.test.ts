import { expect, test } from 'vitest'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

/** Stops it, lets time go by, and starts it again on the same disk. */
async function restart(t: TestCore, disk: MemoryDisk, away: number): Promise<TestCore> {
  await t.core.close()
  t.clock.jump(away)
  return startCore(disk, { clock: t.clock })
}

const silence = (t: TestCore, starts: number, ends: number) =>
  t.core.setSilence({
    id: undefined,
    matchers: [{ name: 'alertname', value: 'X', is_regex: false, is_equal: true }],
    startsAt: t.clock.now() + starts,
    endsAt: t.clock.now() + ends,
    createdBy: 'Ana',
    comment: 'test',
    annotations: {},
  })

test('S2, S4: a deadline that passed while the server was away ends the alert after the grace, if nobody says otherwise', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  await first.report('X')
  const t = await restart(first, disk, HOUR)
  await t.pass(5 * MINUTE - 1_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(1_000)
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S3: the five hours of a webhook go on counting over a restart', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  await first.report('X', { entry: 'relayed', ends: undefined })
  const t = await restart(first, disk, 4 * HOUR)
  await t.pass(HOUR - 1_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(1_000)
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S3: what ended explicitly is known after a restart, so that the stale repetition of a relay stays stale', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  const startsAt = first.clock.now() - MINUTE
  await first.report('X', { at: { startsAt } })
  await first.report('X', { at: { startsAt, endsAt: first.clock.now() } })
  const t = await restart(first, disk, MINUTE)
  await t.report('X', { entry: 'relayed', ends: undefined, at: { startsAt } })
  expect(alertsOnly(t.take())).toEqual([])
  await t.core.close()
})

test('S6: the memory of what resolved lasts 24 hours, restarts and all', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  for (const name of ['X', 'Y']) {
    await first.report(name)
    await first.report(name, { at: { startsAt: first.clock.now(), endsAt: first.clock.now() } })
  }
  const second = await restart(first, disk, 24 * HOUR - MINUTE)
  await second.report('X')
  expect(alertsOnly(second.take())).toEqual(['alert_firing X'])
  const third = await restart(second, disk, MINUTE)
  await third.pass(2_000)
  await third.report('Y')
  expect(alertsOnly(third.take())).toEqual(['alert_created Y'])
  await third.core.close()
})

test('S9: an acknowledgement until a time ends on time after a restart, and at once when the time went by meanwhile', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  for (const name of ['X', 'Y']) await first.report(name, { ends: 10 * HOUR })
  for (const { fingerprint, alertname } of first.core.board().alerts) {
    const endsAt = first.clock.now() + (alertname === 'X' ? 10 : 30) * MINUTE
    const command = { fingerprint, life: undefined, name: 'Ana', note: undefined }
    await first.core.acknowledge({ ...command, until: 'time', endsAt })
  }
  const t = await restart(first, disk, 20 * MINUTE)
  await t.pass(2_000)
  expect(alertsOnly(t.take())).toEqual(['alert_unacknowledged X'])
  await t.pass(10 * MINUTE - 3_000)
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(2_000)
  expect(alertsOnly(t.take())).toEqual(['alert_unacknowledged Y'])
  await t.core.close()
})

test('S7: a silence begins and ends on time after a restart, and at once when its time came meanwhile', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  await first.report('X', { ends: 10 * HOUR })
  await silence(first, 10 * MINUTE, 40 * MINUTE)
  const began = await restart(first, disk, 20 * MINUTE)
  await began.pass(2_000)
  const lines = (t: TestCore) => t.take().filter((line) => /silence/.test(line))
  expect(lines(began)).toEqual(['silence_activated silence', 'alert_silenced X'])
  const ended = await restart(began, disk, 30 * MINUTE)
  await ended.pass(2_000)
  expect(lines(ended)).toEqual(['silence_expired silence', 'alert_unsilenced X'])
  await silence(ended, 5 * MINUTE, 10 * MINUTE)
  const pending = await restart(ended, disk, MINUTE)
  await pending.pass(4 * MINUTE - 3_000)
  expect(lines(pending)).toEqual([])
  await pending.pass(4_000)
  expect(lines(pending)).toEqual(['silence_activated silence', 'alert_silenced X'])
  await pending.core.close()
})

test('S10: flapping ends after 15 quiet minutes, whether the server was away for some of them or not', async () => {
  const disk = new MemoryDisk()
  const first = await startCore(disk)
  for (let n = 0; n < 3; n++) {
    if (n > 0) await first.report('X', { at: { startsAt: first.clock.now(), endsAt: first.clock.now() } })
    await first.report('X', { ends: 10 * HOUR })
  }
  const t = await restart(first, disk, 10 * MINUTE)
  await t.pass(5 * MINUTE - 2_000)
  expect(t.core.board().alerts[0]).toMatchObject({ flapping: 3 })
  expect(alertsOnly(t.take())).toEqual([])
  await t.pass(3_000)
  expect(alertsOnly(t.take())).toEqual(['alert_updated X'])
  expect(t.core.board().alerts[0]).toMatchObject({ flapping: 0 })
  await t.core.close()
})

test('S10: two lives are no flapping, and three in more than 15 minutes are none', async () => {
  const t = await startCore(new MemoryDisk())
  for (let n = 0; n < 3; n++) {
    await t.report('X')
    await t.report('X', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
    await t.pass(7 * MINUTE + 31_000)
  }
  const lives = t.events.filter(({ type }) => type === 'alert_created' || type === 'alert_firing')
  expect(lives.map(({ data }) => (data as { flapping: number }).flapping)).toEqual([0, 0, 0])
  await t.core.close()
})
