import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { timersBut } from '../../../support/core/fast-timers.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { grafanaAlert, grafanaMessage } from '../../../support/messages/grafana-message.ts'
import { until } from '../../../support/until.ts'

/** Health rows are looked at every 2 s. */
const SOON_SHOWN = timersBut(2_000, 50)

const FROM = 'http://prom.example:9090/graph'

/** What each product sends, and how its row is called. */
const SENDERS = [
  [
    'Prometheus/3.6.0',
    'alerts',
    [{ labels: { alertname: 'A' }, generatorURL: FROM }],
    'Prometheus prom.example:9090',
  ],
  ['Grafana', 'alerts', [{ labels: { alertname: 'B' } }], 'Grafana 127.0.0.1'],
  ['Go-http-client/1.1', 'alerts', [{ labels: { alertname: 'C' } }], 'amtool 127.0.0.1'],
  ['curl/8.14', 'alerts', [{ labels: { alertname: 'D' } }], 'Script 127.0.0.1'],
  [
    'Alertmanager/0.34.0',
    'webhooks/alertmanager',
    {
      version: '4',
      receiver: 'r',
      alerts: [{ status: 'firing', labels: { alertname: 'E' }, generatorURL: FROM }],
    },
    'Alertmanager prom.example:9090',
  ],
  ['Grafana', 'webhooks/grafana', grafanaMessage([grafanaAlert('F')]), 'Grafana grafana.example:3000'],
  ['python-requests/2', 'webhooks/generic/zabbix', { name: 'G' }, 'Webhook zabbix 127.0.0.1'],
] as const

test('every source has a row of its own, named after what it is and where it is, and told when it was heard', async () => {
  const server = await runServer({
    timers: SOON_SHOWN,
    config: { webhooks: [{ name: 'zabbix', labels: { alertname: '/name' } }] },
  })
  for (const [agent, path, body] of SENDERS) {
    const answer = await post(`${server.url}/api/v2/${path}`, body, { 'user-agent': agent })
    expect([path, answer.status]).toEqual([path, 200])
  }
  const rows = await until('a row of each', async () => {
    const { health } = (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
    const sources = health.filter(({ kind }) => kind === 'source')
    return sources.length < SENDERS.length ? undefined : sources
  })
  expect(rows.map(({ component }) => component).toSorted()).toEqual(
    SENDERS.map(([, , , row]) => row).toSorted(),
  )
  for (const { status, last_seen } of rows) {
    expect(status).toBe('healthy')
    expect(Date.now() - Date.parse(last_seen ?? '')).toBeLessThan(60_000)
  }
})
