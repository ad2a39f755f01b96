import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

/** What known clients of an Alertmanager ask, in their words, and what they need of the answers. */
const server = sharedServer({}, async ({ url }) => {
  const alerts = [
    {
      labels: { alertname: 'InstanceDown', cluster: 'eu', severity: 'critical' },
      annotations: { summary: 'down' },
    },
    { labels: { alertname: 'Watchdog', severity: 'none' } },
  ].map((alert) => ({ ...alert, generatorURL: 'http://prom.example:9090/graph' }))
  const answer = await post(`${url}/api/v2/alerts`, alerts, { 'user-agent': 'Prometheus/3.6.0' })
  expect(answer.status).toBe(200)
})

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server().url}${path}`, init)
}

async function json(path: string): Promise<unknown> {
  const answer = await ask(path)
  expect([path, answer.status]).toEqual([path, 200])
  return answer.json()
}

const silence = (comment: string, more: object = {}) => ({
  matchers: [{ name: 'alertname', value: 'InstanceDown', isRegex: false, isEqual: true }],
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + 600_000).toISOString(),
  createdBy: 'ana',
  comment,
  ...more,
})

async function save(path: string, body: object, type = 'application/json'): Promise<{ silenceID: string }> {
  const answer = await post(`${server().url}${path}`, body, { 'content-type': type })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { silenceID: string }
}

test('karma’s cycle: the version in the metrics, silences, groups with every field that it reads, always-firing alerts too', async () => {
  const metrics = await (await ask('/metrics')).text()
  const version = /^alertmanager_build_info\{[^}]*version="(\d+)\.(\d+)\.(\d+)"/m.exec(metrics)
  expect(Number(version?.[1]) * 1_000 + Number(version?.[2])).toBeGreaterThanOrEqual(22)
  expect(await json('/api/v2/silences')).toEqual(expect.any(Array))
  const groups = (await json('/api/v2/alerts/groups')) as readonly {
    readonly alerts: readonly { readonly labels: { readonly alertname: string } }[]
  }[]
  const names = groups.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.alertname)).toSorted()
  expect(names).toEqual(['InstanceDown', 'Watchdog'])
  for (const group of groups) {
    expect(group).toMatchObject({ labels: expect.any(Object), receiver: { name: expect.any(String) } })
    for (const alert of group.alerts) {
      expect(alert).toMatchObject({
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        startsAt: expect.any(String),
        annotations: expect.any(Object),
        generatorURL: 'http://prom.example:9090/graph',
        status: { state: 'active', silencedBy: [], inhibitedBy: [] },
      })
    }
  }
})

test('karma’s acknowledgement: a short silence that is extended in place again and again, and ended', async () => {
  const { silenceID: id } = await save('/api/v2/silences', silence('ACK! This alert was acknowledged'))
  for (let n = 1; n <= 5; n++) {
    const known = (await json(`/api/v2/silence/${id}`)) as { readonly startsAt: string }
    const endsAt = new Date(Date.now() + 600_000 + n * 60_000).toISOString()
    const longer = silence('ACK! This alert was acknowledged', { id, endsAt, startsAt: known.startsAt })
    expect(await save('/api/v2/silences', longer)).toEqual({ silenceID: id })
  }
  expect((await ask(`/api/v2/silence/${id}`, { method: 'DELETE' })).status).toBe(200)
  expect(await json(`/api/v2/silence/${id}`)).toMatchObject({ status: { state: 'expired' } })
})

test('Grafana’s data source: no Mimir, a status whose configuration can be read, filters in quotes, unknown parameters ignored', async () => {
  expect((await ask('/api/v1/status/buildinfo')).ok).toBe(false)
  expect((await ask('/alertmanager/api/v2/status')).status).toBe(404)
  const status = (await json('/api/v2/status')) as { readonly config: { readonly original: string } }
  expect(parse(status.config.original)).toMatchObject({
    route: { receiver: expect.any(String) },
    receivers: [{ name: expect.any(String) }],
  })
  const query =
    'filter=alertname%3D%22InstanceDown%22&filter=cluster%3D%22eu%22&ruleMetadata=true&accesscontrol=true'
  for (const path of ['/api/v2/alerts', '/api/v2/alerts/groups', '/api/v2/silences']) {
    await json(`${path}?${query}`)
  }
  expect(await json(`/api/v2/alerts?${query}`)).toMatchObject([{ labels: { alertname: 'InstanceDown' } }])
  const { silenceID: id } = await save('/api/v2/silences?accesscontrol=true', silence('from Grafana'))
  expect(await json(`/api/v2/silence/${id}?ruleMetadata=true`)).toMatchObject({ id, comment: 'from Grafana' })
  expect((await ask(`/api/v2/silence/${id}`, { method: 'DELETE' })).status).toBe(200)
})

test('Nagstamon: alerts that nothing inhibits, and a silence in the content type of its older builds', async () => {
  expect(await json('/api/v2/alerts?inhibited=false&filter=severity%3D%22critical%22')).toMatchObject([
    { labels: { alertname: 'InstanceDown', severity: 'critical' } },
  ])
  const { silenceID } = await save('/api/v2/silences', silence('by hand'), 'application/octet-stream')
  expect((await ask(`/api/v2/silence/${silenceID}`, { method: 'DELETE' })).status).toBe(200)
})
