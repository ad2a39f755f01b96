import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'

const START = new Date(Date.now() - 60_000).toISOString()
const ZERO = '0001-01-01T00:00:00Z'

interface Member {
  readonly name: string
  readonly status: 'firing' | 'resolved'
  readonly endsAt?: string
}

async function report(url: string, path: string, body: unknown): Promise<Response> {
  return post(`${url}/api/v2${path}`, body, { 'user-agent': 'Alertmanager/0.27.0' })
}

async function webhook(url: string, status: string, members: readonly Member[], truncatedAlerts = 0) {
  const alerts = members.map(({ name, status, endsAt = ZERO }) => ({
    status,
    labels: { alertname: name },
    annotations: {},
    startsAt: START,
    endsAt,
    generatorURL: 'http://prom:9090/graph',
    fingerprint: '',
  }))
  const message = { version: '4', groupKey: '{}:{}', truncatedAlerts, status, receiver: 'w', alerts }
  const answer = await report(url, '/webhooks/alertmanager', message)
  expect(answer.status).toBe(200)
}

async function shown(url: string): Promise<Readonly<Record<string, string>>> {
  const { alerts } = (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
  return Object.fromEntries(alerts.map(({ alertname, status }) => [alertname, status]))
}

test('S3: absence from a webhook is never a resolve, whatever the message says of its group', async () => {
  const { url } = await runServer()
  const fires = (name: string): Member => ({ name, status: 'firing' })
  await webhook(url, 'firing', [fires('A'), fires('B'), fires('C')])
  await webhook(url, 'firing', [fires('A')])
  await webhook(url, 'resolved', [{ name: 'A', status: 'resolved', endsAt: new Date().toISOString() }], 2)
  await webhook(url, 'resolved', [])
  expect(await shown(url)).toEqual({ A: 'resolved', B: 'firing', C: 'firing' })
})

test('S3: what is stale is ignored, answered with 200, and counted', async () => {
  const { url } = await runServer()
  const direct = { labels: { alertname: 'A' }, startsAt: START, generatorURL: 'http://prom:9090/graph' }
  expect((await report(url, '/alerts', [direct])).status).toBe(200)
  await report(url, '/alerts', [{ ...direct, endsAt: new Date().toISOString() }])
  await webhook(url, 'firing', [{ name: 'A', status: 'firing' }])
  expect(await shown(url)).toEqual({ A: 'resolved' })
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/watchfloor_alerts_received_total\{[^}]*outcome="stale"[^}]*\} 1/)
})
