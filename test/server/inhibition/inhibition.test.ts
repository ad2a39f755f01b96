import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { NO_ROUTING, type Routing, routingOf } from '../../../server/src/alertmanager/routing.ts'
import { equalKey, isSource, isTarget } from '../../../server/src/inhibition/inhibit-rule.ts'
import { runs } from '../../support/chance.ts'
import { alertsOnly, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

function rules(yaml: string): Routing {
  const read = readAlertmanagerConfig(
    'test.yml',
    `route: {receiver: watchfloor}\nreceivers: [{name: watchfloor}]\ninhibit_rules:\n${yaml}`,
  )
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return routingOf(read.config)
}

const BY_CLUSTER = rules(`
- name: critical first
  source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [cluster]
`)

async function start(routing: Routing, folder?: string): Promise<TestCore> {
  const started = await startCore(folder ?? (await tempDir()), { routing })
  onTestFinished(() => started.core.close())
  return started
}

const labels = (severity: string, cluster?: string) => ({
  labels: { severity, ...(cluster === undefined ? {} : { cluster }) },
})

test('S7: an alert that fires while its inhibitor does is created inhibited, and nothing more is said', async () => {
  const { report, take, core } = await start(BY_CLUSTER)
  await report('Cause', labels('critical', 'eu'))
  await report('Effect', labels('warning', 'eu'))
  await report('Elsewhere', labels('warning', 'us'))
  expect(alertsOnly(take())).toEqual([
    'alert_created Cause',
    'alert_created Effect',
    'alert_created Elsewhere',
  ])
  const [cause, effect] = ['Cause', 'Effect'].map((name) =>
    core.board().alerts.find(({ alertname }) => alertname === name),
  )
  expect(effect?.inhibited_by).toEqual([{ fingerprint: cause?.fingerprint, rule: 'critical first' }])
  expect(core.board().alerts.filter(({ inhibited_by }) => inhibited_by.length > 0)).toHaveLength(1)
})

test('S10: what flaps is inhibited in its quiet moments too, and inhibits only while it fires', async () => {
  const { report, take, core } = await start(BY_CLUSTER)
  const begin = (name: string, severity: string) => report(name, labels(severity, 'eu'))
  const cease = (name: string, severity: string) => report(name, { ...labels(severity, 'eu'), ends: 0 })
  await begin('Cause', 'critical')
  for (let n = 0; n < 3; n++) {
    await begin('Effect', 'warning')
    await cease('Effect', 'warning')
  }
  const inhibitors = (): number | undefined =>
    core.board().alerts.find(({ alertname }) => alertname === 'Effect')?.inhibited_by.length
  expect(inhibitors()).toBe(1)
  take()
  await cease('Cause', 'critical')
  expect(alertsOnly(take())).toEqual(['alert_resolved Cause', 'alert_uninhibited Effect'])
  for (let n = 0; n < 2; n++) {
    await begin('Cause', 'critical')
    expect(inhibitors()).toBe(1)
    await cease('Cause', 'critical')
    expect(inhibitors()).toBe(0)
  }
})

test('S7: a cause precedes its effects, when it begins and when it ends, by its sender or by time', async () => {
  const { report, take, pass } = await start(BY_CLUSTER)
  await report('Effect', labels('warning', 'eu'))
  await report('Cause', labels('critical', 'eu'))
  await report('Cause', { ...labels('critical', 'eu'), ends: 0 })
  await report('Cause', { ...labels('critical', 'eu'), ends: MINUTE })
  await report('Effect', { ...labels('warning', 'eu'), ends: 60 * MINUTE })
  await pass(6 * MINUTE)
  expect(alertsOnly(take())).toEqual([
    'alert_created Effect',
    'alert_created Cause',
    'alert_inhibited Effect',
    'alert_resolved Cause',
    'alert_uninhibited Effect',
    'alert_firing Cause',
    'alert_inhibited Effect',
    'alert_resolved Cause',
    'alert_uninhibited Effect',
  ])
})

test('of one request, what inhibits is created before what it inhibits, whatever the order in it', async () => {
  const { core, clock, take } = await start(BY_CLUSTER)
  const alert = (alertname: string, severity: string) => ({
    labels: { alertname, severity },
    annotations: {},
    startsAt: clock.now(),
    endsAt: undefined,
    generatorURL: undefined,
  })
  await core.ingest({
    entry: 'direct',
    product: 'Script',
    sender: 'x',
    receiver: undefined,
    alerts: [alert('Effect', 'warning'), alert('Other', 'info'), alert('Cause', 'critical')],
  })
  expect(alertsOnly(take())).toEqual(['alert_created Cause', 'alert_created Effect', 'alert_created Other'])
  expect(core.board().alerts.filter(({ inhibited_by }) => inhibited_by.length === 1)).toHaveLength(1)
})

test('the inhibitor that is named stays the same while it fires; another takes over when it ends', async () => {
  const { report, take, core } = await start(BY_CLUSTER)
  await report('First', labels('critical'))
  await report('Effect', labels('warning'))
  await report('Second', labels('critical'))
  take()
  await report('First', { ...labels('critical'), ends: 0 })
  expect(alertsOnly(take())).toEqual(['alert_resolved First', 'alert_inhibited Effect'])
  await report('Second', { ...labels('critical'), ends: 0 })
  expect(alertsOnly(take())).toEqual(['alert_resolved Second', 'alert_uninhibited Effect'])
  expect(core.board().alerts.find(({ alertname }) => alertname === 'Effect')?.inhibited_by).toEqual([])
})

test('an alert on both sides of a rule is not inhibited by another one on both sides, nor by itself', async () => {
  const { report, core } = await start(
    rules(`- {source_matchers: ['team="a"'], target_matchers: ['team="a"']}`),
  )
  await report('One', { labels: { team: 'a' } })
  await report('Two', { labels: { team: 'a' } })
  expect(core.board().alerts.every(({ inhibited_by }) => inhibited_by.length === 0)).toBe(true)
})

test('other rules at the next start, or at a reload, are applied to what fires already', async () => {
  const folder = await tempDir()
  const first = await startCore(folder, { routing: NO_ROUTING })
  await first.report('Cause', labels('critical'))
  await first.report('Effect', labels('warning'))
  await first.core.close()
  const second = await startCore(folder, { routing: BY_CLUSTER, clock: first.clock })
  onTestFinished(() => second.core.close())
  const inhibited = () => second.core.board().alerts.filter(({ inhibited_by }) => inhibited_by.length > 0)
  expect(inhibited().map(({ alertname }) => alertname)).toEqual(['Effect'])
  await second.core.setRouting(NO_ROUTING)
  expect(inhibited()).toEqual([])
  expect(alertsOnly(second.take())).toEqual(['alert_uninhibited Effect'])
})

test('whatever fires and ends in whatever order, an alert is inhibited exactly when a rule says so', async () => {
  const routing = rules(`
- {source_matchers: [severity="critical"], target_matchers: ['severity=~"warning|info"'], equal: [cluster]}
- {source_matchers: [team="a"], target_matchers: ['team=~"a|b"'], equal: [cluster, service]}
- {source_match: {severity: warning}, target_match_re: {severity: "info|critical"}}
`)
  const alert = fc.record(
    {
      severity: fc.constantFrom('critical', 'warning', 'info'),
      cluster: fc.constantFrom('eu', 'us'),
      team: fc.constantFrom('a', 'b'),
      service: fc.constantFrom('db', 'web'),
    },
    { requiredKeys: ['severity'] },
  )
  const step = fc.record({ name: fc.constantFrom('A', 'B', 'C'), labels: alert, isEnd: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const { core, report } = await startCore(await tempDir(), { routing })
      for (const { name, labels: given, isEnd } of steps) {
        const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
        await report(name, { labels: set, ends: isEnd ? 0 : 4 * MINUTE })
      }
      const firing = core.alerts().map(({ alert: one }) => one)
      for (const one of firing) {
        const expected = routing.inhibitRules.flatMap((rule) => {
          if (!isTarget(rule, one.labels)) return []
          const has = firing.some(
            (other) =>
              other.fingerprint !== one.fingerprint &&
              isSource(rule, other.labels) &&
              equalKey(rule, other.labels) === equalKey(rule, one.labels) &&
              !(isSource(rule, one.labels) && isTarget(rule, other.labels)),
          )
          return has ? [rule.name] : []
        })
        expect(one.inhibited_by.map(({ rule }) => rule)).toEqual(expected)
        for (const { fingerprint } of one.inhibited_by)
          expect(firing.some((other) => other.fingerprint === fingerprint)).toBe(true)
      }
      await core.close()
    }),
    { numRuns: runs(40) },
  )
})
