import fc from 'fast-check'
import { expect, test } from 'vitest'
import { partReplica, replicaText } from '../../../server/src/alerts/replica-labels.ts'
import { alertsOnly, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const rules = { replicaLabels: ['replica', '__replica__'] }

const from = (replica: string) => ({ labels: { replica } })

function reportersOf(t: TestCore): readonly unknown[] {
  const { fingerprint = '' } = t.core.board().alerts[0] ?? {}
  return (t.core.alert(fingerprint)?.reporters ?? []).map(({ replica_labels, status }) => [
    replica_labels?.replica,
    status,
  ])
}

test('S1: a pair that differs only by its replica label is one alert, and each replica a reporter with its word', async () => {
  const folder = await tempDir()
  const t = await startCore(folder, { rules })
  const startsAt = t.clock.now()
  await t.report('X', { at: { startsAt }, ...from('a') })
  await t.report('X', { at: { startsAt }, ...from('b') })
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  expect(t.core.board().alerts.map(({ labels }) => labels)).toEqual([{ alertname: 'X' }])
  const both = [
    ['a', 'firing'],
    ['b', 'firing'],
  ]
  expect(reportersOf(t)).toEqual(both)
  await t.core.close()
  const again = await startCore(folder, { rules, clock: t.clock })
  expect(reportersOf(again)).toEqual(both)
  await again.pass(3_000)
  expect(again.core.board().health.map(({ component }) => component)).toEqual(
    expect.arrayContaining(['Script prom:9090 (replica=a)', 'Script prom:9090 (replica=b)']),
  )
  await again.core.close()
})

test('S3: one replica resolves while the other fires: it fires until both have said that it is over', async () => {
  const t = await startCore(await tempDir(), { rules })
  const startsAt = t.clock.now() - MINUTE
  await t.report('X', { at: { startsAt }, ...from('a') })
  await t.report('X', { at: { startsAt }, ...from('b') })
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, ...from('a') })
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  expect(reportersOf(t)).toEqual([
    ['a', 'resolved'],
    ['b', 'firing'],
  ])
  await t.report('X', { at: { startsAt, endsAt: t.clock.now() }, ...from('b') })
  expect(alertsOnly(t.take())).toEqual(['alert_resolved X'])
  await t.core.close()
})

test('S3: a replica that dies takes nothing with it, and its row says that it is quiet', async () => {
  const t = await startCore(await tempDir(), { rules })
  const startsAt = t.clock.now()
  const send = (replica: string) =>
    t.report('X', { at: { startsAt }, product: 'Prometheus', ...from(replica) })
  for (let minute = 0; minute < 16; minute++) {
    if (minute < 6) await send('a')
    await send('b')
    await t.pass(MINUTE)
  }
  expect(alertsOnly(t.take())).toEqual(['alert_created X'])
  expect(t.core.board().alerts[0]).toMatchObject({ status: 'firing', unconfirmed: false })
  const quiet = t.core.board().health.filter((row) => row.quiet)
  expect(quiet.map(({ component }) => component)).toEqual(['Prometheus prom:9090 (replica=a)'])
  await t.core.close()
})

test('S1: without the setting a pair with replica labels is two alerts', async () => {
  const t = await startCore(await tempDir())
  await t.report('X', from('a'))
  await t.report('X', from('b'))
  expect(
    t.core
      .board()
      .alerts.map(({ labels }) => labels.replica)
      .sort(),
  ).toEqual(['a', 'b'])
  await t.core.close()
})

test('S1: an alert that has nothing but replica labels is refused, and says why', async () => {
  const t = await startCore(await tempDir(), { rules: { replicaLabels: ['replica'] } })
  const alert = { annotations: {}, startsAt: undefined, endsAt: undefined, generatorURL: undefined }
  const answer = await t.core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: '10.0.0.1',
    receiver: undefined,
    alerts: [{ ...alert, labels: { replica: 'a' } }],
  })
  expect(answer).toMatchObject({
    rejected: { reasons: [expect.stringContaining('replica=a only tells replicas apart')] },
  })
  await t.core.close()
})

const name = fc.constantFrom('alertname', 'replica', 'zone', '__replica__', 'prometheus_replica')
const labelSet = fc.dictionary(name, fc.constantFrom('', 'a', 'b'))

test('S1: what is taken out and what is left are the whole, and alerts alike but for it become one', () => {
  fc.assert(
    fc.property(labelSet, labelSet, fc.uniqueArray(name), (labels, others, names) => {
      const parted = partReplica(labels, names)
      expect({ ...parted.labels, ...parted.replica }).toEqual(labels)
      expect(
        Object.keys(parted.replica ?? {}).every((label) => (names as readonly string[]).includes(label)),
      ).toBe(true)
      const filled = (set: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(set).filter(([, value]) => value !== ''))
      const isAlike =
        JSON.stringify(without(filled(labels), names)) === JSON.stringify(without(filled(others), names))
      const parts = [labels, others].map((set) => filled(partReplica(set, names).labels))
      expect(JSON.stringify(sorted(parts[0])) === JSON.stringify(sorted(parts[1]))).toBe(isAlike)
      const order = Object.fromEntries(Object.entries(parted.replica ?? {}).reverse())
      expect(replicaText(order)).toBe(replicaText(parted.replica ?? {}))
    }),
  )
})

function without(set: Readonly<Record<string, string>>, names: readonly string[]): unknown {
  return sorted(
    Object.fromEntries(
      Object.entries(set).filter(([label]) => !(names as readonly string[]).includes(label)),
    ),
  )
}

function sorted(set: Readonly<Record<string, string>> = {}): unknown {
  return Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1))
}
