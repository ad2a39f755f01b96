import { expect, test } from 'vitest'
import { MemoryDisk } from '../../../support/core/memory-storage.ts'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../../support/core/test-core.ts'

const started = () => startCore(new MemoryDisk())
const told = (t: TestCore): readonly string[] =>
  alertsOnly(t.take()).filter((line) => !line.includes('updated'))
const shown = (t: TestCore) => t.core.board().alerts[0]

test('S2: a deadline, given or defaulted, ends the alert when it passes, and not before', async () => {
  const t = await started()
  await t.report('Given', { ends: 8 * MINUTE })
  await t.report('Defaulted', { ends: undefined })
  await t.pass(5 * MINUTE - 1_000)
  expect(told(t)).toEqual(['alert_created Given', 'alert_created Defaulted'])
  await t.pass(1_000)
  expect(told(t)).toEqual(['alert_resolved Defaulted'])
  await t.pass(3 * MINUTE - 1_000)
  expect(told(t)).toEqual([])
  await t.pass(1_000)
  const ended = t.events.find(({ type }) => type === 'alert_resolved')
  expect(ended?.data).toMatchObject({ alertname: 'Given', resolved_by: 'timeout' })
  await t.core.close()
})

test('S3: two direct reporters that agree are one life; when they disagree the one that fires is believed', async () => {
  const t = await started()
  const startsAt = t.clock.now() - MINUTE
  for (const sender of ['10.0.0.1', '10.0.0.2']) await t.report('X', { at: { startsAt }, sender })
  for (const sender of ['10.0.0.1', '10.0.0.2'])
    await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, sender })
  expect(told(t)).toEqual(['alert_created X', 'alert_resolved X'])

  await t.pass(MINUTE)
  const next = t.clock.now()
  for (const sender of ['10.0.0.1', '10.0.0.2']) await t.report('X', { at: { startsAt: next }, sender })
  await t.report('X', { at: { startsAt: next, endsAt: t.clock.now() }, sender: '10.0.0.2' })
  for (let minute = 0; minute < 5; minute++) {
    await t.pass(MINUTE)
    await t.report('X', { at: { startsAt: next }, sender: '10.0.0.1' })
  }
  expect(told(t)).toEqual(['alert_firing X'])
  expect(shown(t)).toMatchObject({ status: 'firing' })
  await t.core.close()
})

test('S3: a relay goes on where a direct reporter fell silent without a word, and not where it said that it is over', async () => {
  const t = await started()
  const startsAt = t.clock.now()
  const relay = (name: string) => t.report(name, { at: { startsAt }, entry: 'relayed', ends: undefined })
  for (const name of ['Silent', 'Over']) {
    await t.report(name, { at: { startsAt }, sender: 'a' })
    await t.report(name, { at: { startsAt }, sender: 'b' })
    await relay(name)
  }
  await t.pass(1_000)
  await t.report('Over', { at: { startsAt, endsAt: t.clock.now() }, sender: 'a' })
  await t.report('Over', { at: { startsAt }, sender: 'b' })
  await t.pass(6 * MINUTE)
  expect(told(t)).toEqual(['alert_created Silent', 'alert_created Over', 'alert_resolved Over'])
  await t.pass(4 * HOUR)
  expect(t.core.alerts().map(({ alert }) => alert.alertname)).toEqual(['Silent'])
  await t.core.close()
})

test('S3: what only relays report ends by webhook when the last of them says so', async () => {
  const t = await started()
  const startsAt = t.clock.now() - MINUTE
  const relay = { entry: 'relayed' as const }
  for (const sender of ['am-1', 'am-2'])
    await t.report('X', { ...relay, at: { startsAt }, ends: undefined, sender })
  await t.report('X', { ...relay, at: { startsAt, endsAt: t.clock.now() }, sender: 'am-1' })
  expect(told(t)).toEqual(['alert_created X'])
  await t.report('X', { ...relay, at: { startsAt, endsAt: t.clock.now() }, sender: 'am-2' })
  expect(told(t)).toEqual(['alert_resolved X'])
  expect(shown(t)).toMatchObject({ resolved_by: 'webhook' })
  await t.core.close()
})

test('S3: a relayed firing is stale up to the last explicit end, and news after it', async () => {
  const t = await started()
  const startsAt = t.clock.now()
  await t.report('X', { at: { startsAt } })
  await t.pass(MINUTE)
  const end = t.clock.now()
  await t.report('X', { at: { startsAt, endsAt: end } })
  t.take()
  const relay = { entry: 'relayed' as const, ends: undefined }
  await t.report('X', { ...relay, at: { startsAt } })
  await t.report('X', { ...relay, at: { startsAt: end } })
  expect(told(t)).toEqual([])
  await t.report('X', { ...relay, at: { startsAt: end + 1 } })
  expect(told(t)).toEqual(['alert_firing X'])
  await t.core.close()
})

test('S3: an end by timeout is no explicit end: a relay that still fires is believed', async () => {
  const t = await started()
  const startsAt = t.clock.now()
  await t.report('X', { at: { startsAt } })
  await t.pass(6 * MINUTE)
  expect(told(t)).toEqual(['alert_created X', 'alert_resolved X'])
  await t.report('X', { entry: 'relayed', ends: undefined, at: { startsAt } })
  expect(told(t)).toEqual(['alert_firing X'])
  await t.core.close()
})

test('S3: a resolve from before the life began is stale, from whomever it comes', async () => {
  const t = await started()
  await t.pass(10 * MINUTE)
  const startsAt = t.clock.now()
  await t.report('X', { at: { startsAt } })
  const old = { startsAt: startsAt - 2 * MINUTE, endsAt: startsAt - MINUTE }
  await t.report('X', { at: old })
  await t.report('X', { at: old, sender: 'amtool', generator: undefined })
  await t.report('X', { at: old, entry: 'relayed' })
  expect(told(t)).toEqual(['alert_created X'])
  expect(shown(t)).toMatchObject({ status: 'firing' })
  await t.core.close()
})

test('S6: a start that moves is an update of the same life; what fires after an end is another life', async () => {
  const t = await started()
  const startsAt = t.clock.now()
  await t.report('X', { at: { startsAt } })
  const { life } = shown(t) ?? {}
  await t.report('X', { at: { startsAt: startsAt - MINUTE } })
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_updated X'])
  expect(shown(t)).toMatchObject({ life, starts_at: new Date(startsAt - MINUTE).toISOString() })
  await t.report('X', { at: { startsAt: startsAt - MINUTE, endsAt: t.clock.now() } })
  await t.report('X', { at: { startsAt } })
  expect(shown(t)?.life).not.toBe(life)
  await t.core.close()
})

test('S3: a resolve by a relay that never reported this life is quiet; by a direct stranger it is the end', async () => {
  const t = await started()
  const startsAt = t.clock.now() - MINUTE
  const relay = { entry: 'relayed' as const }
  await t.report('X', { ...relay, at: { startsAt }, ends: undefined, sender: 'am-1' })
  await t.report('X', { ...relay, at: { startsAt, endsAt: t.clock.now() }, sender: 'am-2' })
  expect(told(t)).toEqual(['alert_created X'])
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, sender: 'amtool', generator: undefined })
  expect(told(t)).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S3: a second resolve of the same life is quiet, and the end that was told stays', async () => {
  const t = await started()
  const startsAt = t.clock.now() - MINUTE
  await t.report('X', { at: { startsAt } })
  const endsAt = t.clock.now()
  await t.report('X', { at: { startsAt, endsAt } })
  await t.pass(5_000)
  await t.report('X', { at: { startsAt: startsAt - 1_000, endsAt: t.clock.now() } })
  expect(told(t)).toEqual(['alert_created X', 'alert_resolved X'])
  expect(shown(t)?.ends_at).toBe(new Date(endsAt).toISOString())
  await t.core.close()
})
