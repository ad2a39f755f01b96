import { expect, test } from 'vitest'
import { alertsOnly, HOUR, MINUTE, startCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('S1: a reporter is entry, sender and generator origin: each keeps its own word, and its row', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now()
  const at = { startsAt }
  await t.report('X', { at, sender: 'a', generator: 'http://one:9090/graph?g0.expr=x' })
  await t.report('X', { at, sender: 'a', generator: 'http://one:9090/graph?g0.expr=y' })
  await t.report('X', { at, sender: 'a', generator: 'http://two:9090/graph' })
  await t.report('X', { at, sender: 'b', generator: 'http://two:9090/graph' })
  await t.report('X', { at, sender: 'b', entry: 'relayed', ends: undefined })
  const known = t.core.alert(t.core.board().alerts[0]?.fingerprint ?? '')
  expect(known?.reporters.map(({ entry, source }) => `${entry} ${source}`)).toEqual([
    'direct Script one:9090',
    'direct Script two:9090',
    'direct Script two:9090',
    'relayed Alertmanager prom:9090',
  ])
  expect(alertsOnly(t.take()).filter((line) => !line.includes('updated'))).toEqual(['alert_created X'])
  await t.core.close()
})

test("S1: one reporter's overlapping words merge as in Alertmanager: the earlier start, the later explicit end", async () => {
  const t = await startCore(await tempDir())
  const now = t.clock.now()
  await t.report('X', { at: { startsAt: now - MINUTE, endsAt: now + 60 * MINUTE } })
  await t.report('X', { at: { startsAt: now, endsAt: now + 5 * MINUTE } })
  const [alert] = t.core.alerts()
  expect(alert?.alert.starts_at).toBe(new Date(now - MINUTE).toISOString())
  expect(alert?.endsAt).toBe(now + 60 * MINUTE)
  await t.core.close()
})

test.each([
  ['page', 'critical'],
  ['SEV1', 'critical'],
  ['error', 'high'],
  ['Warn', 'warning'],
  ['none', 'info'],
  ['urgent', 'unset'],
  ['', 'unset'],
])('S8: severity %j is %s, and the label stays as it was sent', async (severity, level) => {
  const t = await startCore(await tempDir())
  await t.report('X', { labels: severity === '' ? {} : { severity } })
  expect(t.core.board().alerts[0]).toMatchObject({ level, severity })
  await t.core.close()
})

test('S3: a life that its sender dates into the future and resolves before that ends when it was resolved', async () => {
  const t = await startCore(await tempDir())
  const startsAt = t.clock.now() + HOUR
  await t.report('Planned', { at: { startsAt, endsAt: startsAt + HOUR } })
  await t.pass(MINUTE)
  const end = t.clock.now()
  await t.report('Planned', { at: { startsAt: end, endsAt: end } })
  const ended = t.events.find((event) => event.type === 'alert_resolved')
  const at = new Date(end).toISOString()
  expect(ended?.data).toMatchObject({ alertname: 'Planned', starts_at: at, ends_at: at })
  await t.core.close()
})
