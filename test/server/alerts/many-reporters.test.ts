import { expect, test } from 'vitest'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const LIMIT = { reporters: 4 }

async function started(): Promise<TestCore> {
  return startCore(await tempDir(), { rules: LIMIT })
}

function reportersOf(t: TestCore) {
  const alert = t.core.board().alerts.find(({ alertname }) => alertname === 'X')
  return t.core.alert(alert?.fingerprint ?? '')?.reporters ?? []
}

const host = (n: number): string => `http://p${n}:9090/graph`

test('S1: beyond the limit the reporters of one sender stand together, and those of too many senders, too', async () => {
  const t = await started()
  for (let n = 0; n < 50; n++) await t.report('X', { sender: 'a', generator: host(n) })
  expect(reportersOf(t).map(({ others }) => others === true)).toEqual([false, false, false, false, true])
  for (let n = 0; n < 50; n++) await t.report('X', { sender: `s${n}`, generator: host(n) })
  expect(reportersOf(t).length).toBeLessThanOrEqual(2 * LIMIT.reporters + 1)
  for (let n = 0; n < 50; n++)
    await t.report('X', { sender: `r${n}`, generator: host(n), entry: 'relayed', ends: undefined })
  expect(reportersOf(t).length).toBeLessThanOrEqual(2 * LIMIT.reporters + 2)
  await t.core.close()
})

test('S1: reporters that stand together hold the alert as long as the one of them that holds longest', async () => {
  const t = await started()
  for (let n = 0; n < 4; n++) await t.report('X', { sender: 'a', generator: host(n), ends: 4 * MINUTE })
  await t.report('X', { sender: 'a', generator: host(4), ends: 2 * HOUR })
  await t.report('X', { sender: 'a', generator: host(5), ends: 10 * MINUTE })
  t.take()
  // One of them ends it for itself only.
  await t.report('X', { sender: 'a', generator: host(5), ends: 0 })
  await t.pass(HOUR)
  expect(t.core.board().alerts[0]?.status).toBe('firing')
  await t.pass(HOUR + MINUTE)
  expect(t.core.board().alerts.filter(({ status }) => status === 'firing')).toEqual([])
  await t.core.close()
})

test('S3: the end of one of them, after all others said so, ends the alert at the last deadline and not never', async () => {
  const t = await started()
  for (let n = 0; n < 9; n++) await t.report('X', { sender: 'a', generator: host(n) })
  for (let n = 0; n < 9; n++) await t.report('X', { sender: 'a', generator: host(n), ends: 0 })
  expect(reportersOf(t).map(({ status }) => status)).toEqual([...Array(4).fill('resolved'), 'firing'])
  expect(t.core.board().alerts[0]?.status).toBe('firing')
  await t.pass(6 * MINUTE)
  const ended = t.events.find(({ type }) => type === 'alert_resolved')
  expect(ended?.data).toMatchObject({ resolved_by: 'timeout' })
  await t.core.close()
})

test('S3: a stranger ends the alert for all, however many report it', async () => {
  const t = await started()
  for (let n = 0; n < 9; n++) await t.report('X', { sender: 'a', generator: host(n) })
  await t.report('X', { sender: 'somebody', generator: undefined, ends: 0 })
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'resolved', resolved_by: 'sender' })
  await t.core.close()
})

test('S5: whoever holds an unconfirmed alert is not forgotten, however many come', async () => {
  const t = await started()
  await t.report('X', { sender: 'a', generator: 'http://dead:9090', product: 'Prometheus' })
  await t.pass(30 * MINUTE)
  expect(t.core.board().alerts[0]).toMatchObject({ unconfirmed: true })
  for (let n = 0; n < 99; n++) await t.report('Y', { sender: 'b', generator: host(n) })
  for (let n = 0; n < 99; n++) await t.report('X', { sender: 'b', generator: host(n) })
  expect(reportersOf(t)[0]).toMatchObject({ source: 'Prometheus dead:9090', status: 'lost' })
  await t.core.close()
})

test('a relay that names another receiver each time does not make an alert grow', async () => {
  const t = await startCore(await tempDir())
  const alert = { annotations: {}, startsAt: undefined, endsAt: undefined, generatorURL: undefined }
  for (let n = 0; n < 200; n++)
    await t.core.ingest({
      entry: 'relayed',
      product: 'Alertmanager',
      sender: 'a',
      alerts: [{ ...alert, labels: { alertname: 'X' } }],
      receiver: `team-${n}`,
    })
  expect(t.core.alerts()[0]?.alert.receivers).toHaveLength(64)
  await t.core.close()
})
