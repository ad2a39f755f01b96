import { expect, test } from 'vitest'
import { alertsOnly, HOUR, MINUTE, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('S2: an end at or before receipt resolves; a deadline that passes is a loss of contact', async () => {
  const t = await startCore(await tempDir())
  await t.report('Told')
  await t.report('Lost')
  await t.report('Told', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
  const resolved = (): unknown =>
    t.events.filter((event) => event.type === 'alert_resolved').map((event) => event.data)
  expect(resolved()).toMatchObject([{ alertname: 'Told', resolved_by: 'sender' }])
  await t.pass(6 * MINUTE)
  expect(resolved()).toMatchObject([{ alertname: 'Told' }, { alertname: 'Lost', resolved_by: 'timeout' }])
  await t.core.close()
})

test('S3: a direct resolve ends a life that a relay still repeats, and the stale repetition opens none', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now() - MINUTE
  await t.report('X', { at: { startsAt } })
  await t.report('X', { at: { startsAt }, entry: 'relayed', ends: undefined })
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() } })
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_resolved X'])
  await t.report('X', { at: { startsAt }, entry: 'relayed', ends: undefined })
  expect(alertsOnly(t.take())).toEqual([])
  await t.core.close()
})

test('S3: one of two direct reporters resolves, the other keeps it firing; a stranger ends it for all', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now() - MINUTE
  await t.report('X', { at: { startsAt }, sender: 'a' })
  await t.report('X', { at: { startsAt }, sender: 'b' })
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, sender: 'a' })
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, sender: 'amtool', generator: undefined })
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S3: an alert known only by webhook expires 5 h after its last mention', async () => {
  const t = await startCore(await tempDir())
  await t.report('Relayed', { entry: 'relayed', ends: undefined })
  await t.pass(5 * HOUR - MINUTE)
  expect(alertsOnly(t.take())).toEqual(['alert_created Relayed'])
  await t.pass(2 * MINUTE)
  expect(alertsOnly(t.take())).toEqual(['alert_resolved Relayed'])
  await t.core.close()
})

test('S3: resolves of unknown alerts and repeated resolves are quiet', async () => {
  const t = await startCore(await tempDir())
  const at = { startsAt: t.clock.now() - 2 * MINUTE, endsAt: t.clock.now() - MINUTE }
  await t.report('Unknown', { at })
  await t.report('Known', { at: { startsAt: at.startsAt } })
  const end = { startsAt: at.startsAt, endsAt: t.clock.now() }
  for (let i = 0; i < 3; i++) await t.report('Known', { at: end })
  expect(alertsOnly(t.take())).toEqual(['alert_created Known', 'alert_resolved Known'])
  await t.core.close()
})

test('S4: a server that was down for ten minutes resolves nothing and repeats nothing', async () => {
  const folder = await tempDir()
  const first = await startCore(folder)
  await first.report('X', { at: { startsAt: first.clock.now() - MINUTE } })
  const life = first.core.board().alerts[0]?.life
  await first.core.close()
  first.clock.jump(10 * MINUTE)

  const second = await startCore(folder, { clock: first.clock })
  await second.pass(4 * MINUTE)
  expect(alertsOnly(second.take())).toEqual([])
  await second.report('X', { at: { startsAt: second.clock.now() - 15 * MINUTE } })
  await second.pass(2 * MINUTE)
  const alert = second.core.board().alerts[0]
  expect(alert).toMatchObject({ status: 'firing', life })
  expect(
    second.events.filter((event) => event.type === 'alert_created' || event.type === 'alert_resolved'),
  ).toEqual([])
  await second.core.close()
})

test('S4: a jump of the wall clock resolves nothing; the API shows the extended end', async () => {
  const t = await startCore(await tempDir())
  await t.pass(6 * MINUTE)
  await t.report('X')
  t.clock.jump(2 * HOUR)
  await t.pass(MINUTE)
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  expect(t.core.alerts()[0]?.endsAt).toBeGreaterThan(t.clock.now())
  await t.pass(5 * MINUTE)
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S5: alerts of a Prometheus that went quiet become unconfirmed, and confirmed when it is back', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now()
  const send = () => t.report('X', { product: 'Prometheus', at: { startsAt } })
  for (let i = 0; i < 8; i++) {
    await send()
    await t.pass(MINUTE)
  }
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.pass(5 * MINUTE)
  expect(t.take()).toEqual(expect.arrayContaining(['alert_updated X', 'health_changed Prometheus prom:9090']))
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'firing', unconfirmed: true })
  expect(t.core.stats().data.firing_alerts).toBe(1)
  await send()
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'firing', unconfirmed: false })
  expect(t.failed).toEqual([])
  await t.core.close()
})

test('S5: an unconfirmed alert resolves when its source is back and does not send it', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now()
  for (let i = 0; i < 8; i++) {
    await t.report('Gone', { product: 'Prometheus', at: { startsAt } })
    await t.pass(MINUTE)
  }
  await t.pass(6 * MINUTE)
  expect(t.core.board().alerts[0]).toMatchObject({ unconfirmed: true })
  for (let i = 0; i < 6; i++) {
    await t.report('Other', { product: 'Prometheus', at: { startsAt } })
    await t.pass(MINUTE)
  }
  expect(t.core.alerts().map(({ alert }) => alert.alertname)).toEqual(['Other'])
  await t.core.close()
})

test('S6: a life is the cursor of the event that opened it; a re-firing is alert_firing, after 24 h alert_created', async () => {
  const t = await startCore(await tempDir())
  const fire = () => t.report('X')
  const end = () => t.report('X', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
  await fire()
  const created = t.events.find((event) => event.type === 'alert_created')
  expect(created?.data).toMatchObject({ life: `${created?.epoch}.${created?.sequence}` })
  await end()
  await t.pass(MINUTE)
  await fire()
  const fired = t.events.find((event) => event.type === 'alert_firing')
  expect(fired?.data).toMatchObject({ life: `${fired?.epoch}.${fired?.sequence}` })
  await end()
  t.take()
  t.clock.jump(25 * HOUR)
  await t.pass(6 * MINUTE)
  await fire()
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.core.close()
})

test('S7: a plain re-send publishes nothing; changed annotations at most once in 5 minutes, trailing', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now()
  const send = (value: string) => t.report('X', { at: { startsAt }, annotations: { value } })
  await send('1')
  for (let i = 2; i <= 5; i++) {
    await t.pass(30_000)
    await send(String(i))
  }
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  await t.pass(3 * MINUTE + 5_000)
  expect(alertsOnly(t.take())).toEqual(['alert_updated X'])
  expect(t.core.board().alerts[0]?.annotations).toEqual({ value: '5' })
  await t.core.close()
})

test('S7: suppression is carried in alert_created, and its cause precedes its effects', async () => {
  const t = await startCore(await tempDir())
  await t.report('Before', { labels: { team: 'a' } })
  const silenced = await t.core.setSilence({
    id: undefined,
    matchers: [{ name: 'team', value: 'a', is_regex: false, is_equal: true }],
    startsAt: t.clock.now(),
    endsAt: t.clock.now() + 2 * MINUTE,
    createdBy: 'Ana',
    comment: 'rollout',
    annotations: {},
  })
  await t.report('After', { labels: { team: 'a' } })
  expect(t.take().filter((text) => !text.startsWith('health'))).toEqual([
    'alert_created Before',
    'silence_created silence',
    'alert_silenced Before',
    'alert_created After',
  ])
  const id = silenced.ok ? silenced.value : ''
  expect(t.core.board().alerts.every((alert) => alert.silenced_by[0] === id)).toBe(true)
  await t.pass(2 * MINUTE)
  const ended = t.take().filter((text) => !text.startsWith('health'))
  expect(ended[0]).toBe('silence_expired silence')
  expect(ended.slice(1).sort()).toEqual(['alert_unsilenced After', 'alert_unsilenced Before'])
  await t.core.close()
})

test('S9: an acknowledgement survives a re-firing within 10 minutes, ends by time, and refuses an old life', async () => {
  const t = await startCore(await tempDir())
  await t.report('X')
  const { fingerprint, life } = t.core.board().alerts[0] ?? { fingerprint: '', life: '' }
  const take = { fingerprint, life, name: 'Ana', endsAt: undefined, note: undefined }
  expect(await t.core.acknowledge({ ...take, until: 'resolved' })).toMatchObject({ ok: true })
  expect(await t.core.acknowledge({ ...take, until: 'resolved', name: 'Tom' })).toMatchObject({
    reason: 'conflict',
  })
  await t.report('X', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
  await t.pass(9 * MINUTE)
  await t.report('X')
  expect(t.core.board().alerts[0]?.acknowledged_by).toMatchObject({ name: 'Ana' })
  expect(await t.core.unacknowledge({ fingerprint, life, name: 'Ana' })).toMatchObject({ reason: 'conflict' })
  const endsAt = t.clock.now() + 2 * MINUTE
  expect(await t.core.acknowledge({ ...take, life: undefined, until: 'time', endsAt })).toMatchObject({
    ok: true,
  })
  t.take()
  await t.pass(2 * MINUTE + 1000)
  expect(alertsOnly(t.take())).toEqual(['alert_unacknowledged X'])
  await t.core.close()
})

test('S10: three lives within 15 minutes flap; 15 quiet minutes end it', async () => {
  const t = await startCore(await tempDir())
  for (let i = 0; i < 3; i++) {
    await t.report('X', { ends: HOUR })
    if (i < 2) await t.report('X', { at: { startsAt: t.clock.now(), endsAt: t.clock.now() } })
    await t.pass(MINUTE)
  }
  expect(t.core.board().alerts[0]).toMatchObject({ flapping: 3 })
  await t.pass(15 * MINUTE)
  expect(t.core.board().alerts[0]).toMatchObject({ flapping: 0, status: 'firing' })
  await t.core.close()
})

test('S11: a sender with a slow clock keeps its alert firing and is marked; its real resolve ends it', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now() - HOUR
  const sendEnded = () => t.report('X', { at: { startsAt, endsAt: t.clock.now() - 10_000 } })
  await sendEnded()
  expect(alertsOnly(t.take())).toEqual([])
  for (let i = 0; i < 4; i++) {
    await t.pass(MINUTE)
    await sendEnded()
  }
  expect(t.take()).toEqual(expect.arrayContaining(['alert_created X']))
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'firing' })
  await t.pass(3_000)
  expect(t.core.board().health.find((row) => row.kind === 'source')?.message).toContain('clock skew')
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() - 2 * MINUTE } })
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'resolved', resolved_by: 'sender' })
  await t.core.close()
})

test('S12: the pipeline heartbeat is a health row, never a board row; missing for 5 minutes it is an incident', async () => {
  const t = await startCore(await tempDir())
  await t.report('Watchdog', { ends: HOUR })
  await t.pass(3_000)
  expect(t.core.board().alerts).toEqual([])
  expect(t.core.board().health).toContainEqual(
    expect.objectContaining({ kind: 'pipeline', status: 'healthy' }),
  )
  expect(t.core.alerts().map(({ alert }) => alert.alertname)).toEqual(['Watchdog'])
  await t.pass(5 * MINUTE)
  expect(t.core.board().health).toContainEqual(
    expect.objectContaining({ kind: 'pipeline', status: 'unhealthy' }),
  )
  await t.core.close()
})

test('S9: an acknowledgement until worse ends when the same labels fire with a higher severity', async () => {
  const t = await startCore(await tempDir())
  await t.report('X', { labels: { severity: 'warning', team: 'a' } })
  const fingerprint = t.core.board().alerts[0]?.fingerprint ?? ''
  const command = { fingerprint, life: undefined, name: 'Ana', endsAt: undefined, note: undefined }
  await t.core.acknowledge({ ...command, until: 'worse' })
  t.take()
  await t.report('X', { labels: { severity: 'info', team: 'a' } })
  await t.report('X', { labels: { severity: 'critical', team: 'b' } })
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_created X'])
  await t.report('X', { labels: { severity: 'critical', team: 'a' } })
  expect(alertsOnly(t.take())).toEqual(['alert_created X', 'alert_unacknowledged X'])
  await t.core.close()
})
