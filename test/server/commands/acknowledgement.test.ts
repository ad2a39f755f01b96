import { expect, test } from 'vitest'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function fire(t: TestCore, name = 'X', severity = 'warning') {
  await t.report(name, { labels: { severity }, ends: 20 * HOUR })
  const found = t.core.board().alerts.find((alert) => alert.alertname === name && alert.severity === severity)
  if (found === undefined) throw new Error(`${name} does not fire`)
  return found
}

const resolve = (t: TestCore, name = 'X', severity = 'warning') =>
  t.report(name, { labels: { severity }, ends: 0 })

const take = (fingerprint: string, extra: object = {}) => ({
  fingerprint,
  life: undefined,
  name: 'Ana',
  until: 'resolved' as const,
  endsAt: undefined,
  note: undefined,
  ...extra,
})

const held = (t: TestCore, fingerprint: string) => t.core.alert(fingerprint)?.alert.acknowledged_by

test('S9: owner, time and note of an acknowledgement stand in the alert, its event and after a restart', async () => {
  const folder = await tempDir()
  let t = await startCore(folder)
  const { fingerprint } = await fire(t)
  const at = new Date(t.clock.now()).toISOString()
  await t.core.acknowledge(take(fingerprint, { note: 'on it' }))
  const whole = { name: 'Ana', at, until: 'resolved', note: 'on it' }
  expect(held(t, fingerprint)).toEqual(whole)
  expect(t.events.at(-1)).toMatchObject({
    type: 'alert_acknowledged',
    data: { by: 'Ana', acknowledged_by: whole },
  })
  await t.core.close()
  t = await startCore(folder, { clock: t.clock })
  expect(held(t, fingerprint)).toEqual(whole)
  await t.core.close()
})

test('S29: whoever acknowledges again what they have, without a word of the note, keeps it', async () => {
  const t = await startCore(await tempDir())
  const { fingerprint } = await fire(t)
  const endsAt = t.clock.now() + HOUR
  await t.core.acknowledge(take(fingerprint, { until: 'time', endsAt, note: 'on it' }))
  await t.core.acknowledge(take(fingerprint))
  expect(held(t, fingerprint)).toMatchObject({ until: 'resolved', note: 'on it' })
  expect(held(t, fingerprint)).not.toHaveProperty('ends_at')
  await t.core.acknowledge(take(fingerprint, { note: 'done soon' }))
  expect(held(t, fingerprint)).toMatchObject({ note: 'done soon' })
  await t.core.close()
})

test('S9: until resolved: it lasts as long as the life, and 10 minutes after its end it is gone', async () => {
  const t = await startCore(await tempDir())
  const { fingerprint } = await fire(t)
  await t.core.acknowledge(take(fingerprint))
  await t.pass(30 * MINUTE)
  expect(held(t, fingerprint)).toMatchObject({ name: 'Ana' })
  await resolve(t)
  await t.pass(10 * MINUTE + 1_000)
  await fire(t)
  expect(held(t, fingerprint)).toBeNull()
  await t.core.close()
})

test('S9: until a time: the alert is given back then, and one that is over meanwhile does not come back held', async () => {
  const t = await startCore(await tempDir())
  const { fingerprint } = await fire(t)
  const until = { until: 'time', endsAt: t.clock.now() + 5 * MINUTE }
  await t.core.acknowledge(take(fingerprint, until))
  await resolve(t)
  await t.pass(6 * MINUTE)
  t.take()
  await fire(t)
  expect(alertsOnly(t.take())).toEqual(['alert_firing X'])
  expect(held(t, fingerprint)).toBeNull()
  await t.core.close()
})

test('S9: until worse: what began worse while the alert was over ends it when it fires again', async () => {
  const t = await startCore(await tempDir())
  const { fingerprint } = await fire(t)
  await t.core.acknowledge(take(fingerprint, { until: 'worse' }))
  await resolve(t)
  await fire(t, 'X', 'critical')
  t.take()
  await fire(t)
  expect(alertsOnly(t.take())).toEqual(['alert_firing X', 'alert_unacknowledged X'])
  expect(held(t, fingerprint)).toBeNull()
  await t.core.close()
})

test.each(['resolved', 'worse', 'time'] as const)(
  'S9: until %s: it survives a re-firing within 10 minutes, in the event that opens the life',
  async (until) => {
    const t = await startCore(await tempDir())
    const { fingerprint } = await fire(t)
    const endsAt = until === 'time' ? t.clock.now() + HOUR : undefined
    await t.core.acknowledge(take(fingerprint, { until, endsAt, note: 'on it' }))
    const before = held(t, fingerprint)
    await resolve(t)
    await t.pass(9 * MINUTE)
    await fire(t)
    expect(t.events.at(-1)).toMatchObject({ type: 'alert_firing', data: { acknowledged_by: before } })
    await t.core.close()
  },
)
