import { expect, test } from 'vitest'
import { type Listed, startStory } from '../../support/http/story-server.ts'

// What Alertmanager's own tests state of routing into groups and of UTF-8 names, seen from outside.

interface Group {
  readonly labels: Readonly<Record<string, string>>
  readonly receiver: { readonly name: string }
  readonly alerts: readonly Listed[]
}

const CONFIG = `receivers: [{name: kafka}, {name: prod}, {name: testing}]
route:
  group_by: [alertname]
  receiver: prod
  routes:
  - match: {env: testing}
    receiver: testing
    group_by: [alertname, service]
  - match: {env: prod}
    receiver: prod
    group_by: [alertname, service, cluster]
    continue: true
  - match: {kafka: 'yes'}
    receiver: kafka
    group_by: [alertname, service, cluster]
`

const errors = (cluster: string, instance: string) => ({
  env: 'prod',
  alertname: 'HighErrorRate',
  cluster,
  service: 'api',
  instance,
})
const latency = {
  env: 'prod',
  alertname: 'HighLatency',
  cluster: 'bb',
  service: 'db',
  kafka: 'yes',
  instance: 'inst3',
}

test('alerts are grouped by the labels of each route that takes them, and listed under each of its receivers', async () => {
  const s = await startStory({ config: CONFIG })
  await s.push(
    { labels: { alertname: 'OtherAlert', cluster: 'cc', service: 'dd' } },
    { labels: { env: 'testing', alertname: 'TestingAlert', service: 'api', instance: 'inst1' } },
    { labels: errors('aa', 'inst1') },
    { labels: errors('aa', 'inst2') },
    { labels: errors('bb', 'inst1') },
    { labels: latency },
  )
  const groups = (await (await s.ask('/alerts/groups')).json()) as Group[]
  const outline = groups.map(({ labels, receiver, alerts }) => [
    receiver.name,
    labels,
    alerts.map((alert) => alert.labels.instance ?? ''),
  ])
  const by = (alertname: string, service: string, cluster?: string) =>
    cluster === undefined ? { alertname, service } : { alertname, service, cluster }
  expect(outline).toHaveLength(6)
  expect(outline).toEqual(
    expect.arrayContaining([
      ['prod', { alertname: 'OtherAlert' }, ['']],
      ['testing', by('TestingAlert', 'api'), ['inst1']],
      ['prod', by('HighErrorRate', 'api', 'aa'), ['inst1', 'inst2']],
      ['prod', by('HighErrorRate', 'api', 'bb'), ['inst1']],
      ['kafka', by('HighLatency', 'db', 'bb'), ['inst3']],
      ['prod', by('HighLatency', 'db', 'bb'), ['inst3']],
    ]),
  )
  const [both] = (await s.alerts('?filter=kafka=yes')) as readonly (Listed & {
    readonly receivers: readonly { readonly name: string }[]
  })[]
  expect(both?.receivers.map(({ name }) => name).sort()).toEqual(['kafka', 'prod'])
})

test('without labels to group by everything is one group, and what resolved is no longer in it', async () => {
  const s = await startStory({ config: 'route: {receiver: r, group_by: []}\nreceivers: [{name: r}]\n' })
  const names = async () => {
    const groups = (await (await s.ask('/alerts/groups')).json()) as Group[]
    return groups.map(({ labels, alerts }) => [labels, alerts.map((alert) => alert.labels.alertname)])
  }
  await s.at(1)
  await s.push({ labels: { alertname: 'test1' } }, { labels: { alertname: 'test5' } })
  expect(await names()).toEqual([[{}, ['test1', 'test5']]])
  await s.at(3)
  await s.push({ labels: { alertname: 'test2' } }, { labels: { alertname: 'test1' }, active: [1, 3] })
  expect(await names()).toEqual([[{}, ['test2', 'test5']]])
})

test('a query names the alerts for which every filter holds', async () => {
  const s = await startStory()
  await s.push(
    { labels: { alertname: 'test1', severity: 'warning' }, active: [0, 300] },
    { labels: { system: 'foo', severity: 'critical' }, active: [0, 300] },
  )
  const found = await s.alerts('?filter=alertname=test1&filter=severity=warning')
  expect(found.map(({ labels, status }) => [labels.alertname, status.state])).toEqual([['test1', 'active']])
  expect(await s.alerts('?filter=alertname=test1&filter=severity=critical')).toEqual([])
})

test('names and values of labels are any UTF-8, in alerts, filters, groups and silences', async () => {
  const s = await startStory()
  const labels = { a: 'a', '00': 'b', Σ: 'c', '🙂': 'dΘ' }
  await s.push({ labels, active: [0, 300] })
  expect((await s.alerts()).map((alert) => alert.labels)).toEqual([labels])
  const filters = ['00=b', 'Σ=c', '"\\xf0\\x9f\\x99\\x82"=dΘ'].map(
    (text) => `filter=${encodeURIComponent(text)}`,
  )
  const query = `?${filters.join('&')}`
  expect((await s.alerts(query)).map((alert) => alert.labels)).toEqual([labels])
  const groups = (await (await s.ask(`/alerts/groups${query}`)).json()) as Group[]
  expect(groups.map(({ alerts }) => alerts.map((alert) => alert.labels))).toEqual([[labels]])

  const matchers = [{ name: 'fooΣ', value: 'bar🙂', isRegex: false, isEqual: true }]
  const made = await s.post('/silences', {
    matchers,
    startsAt: s.time(0),
    endsAt: s.time(86_400),
    createdBy: 'test',
    comment: 'test',
  })
  expect(made.status).toBe(200)
  const found = await s.ask(`/silences?filter=${encodeURIComponent('fooΣ=bar🙂')}`)
  expect(await found.json()).toMatchObject([{ matchers }])
})
