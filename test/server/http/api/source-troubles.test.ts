import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Health } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { timersBut } from '../../../support/core/fast-timers.ts'
import { boardOf } from '../../../support/http/board-of.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { grafanaAlert, grafanaMessage } from '../../../support/messages/grafana-message.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { until } from '../../../support/until.ts'

/** Health rows are looked at every 2 s. */
const SOON_SHOWN = timersBut(2_000, 50)

function send(
  server: Server,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return post(`${server.url}/api/v2/${path}`, typeof body === 'string' ? body : JSON.stringify(body), {
    ...headers,
  })
}

function rowThat(server: Server, component: string, has: (row: Health) => boolean): Promise<Health> {
  return until(`the row ${component} that is as expected`, async () =>
    (await boardOf(server)).health.find((row) => row.component === component && has(row)),
  )
}

const degraded = ({ status }: Health): boolean => status === 'degraded'

test('a bad signature shows on the row of its address, and never on one that its text names', async () => {
  const secret_file = join(await tempDir(), 'secret')
  await writeFile(secret_file, 'pst')
  const server = await runServer({ timers: SOON_SHOWN, config: { grafana: { secret_file } } })
  const text = JSON.stringify(grafanaMessage([grafanaAlert('Late')]))
  const good = createHmac('sha256', 'pst').update(text).digest('hex')
  const header = 'x-grafana-alerting-signature'
  expect((await send(server, 'webhooks/grafana', text, { [header]: good })).status).toBe(200)
  const bad = { [header]: good.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }
  const refused = await send(server, 'webhooks/grafana', text, bad)
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'HMAC-SHA256'])
  const row = await rowThat(server, 'Grafana 127.0.0.1', degraded)
  expect(row.message).toMatch(/^a report was refused: the signature in .* does not fit the body/)
  await rowThat(server, 'Grafana grafana.example:3000', ({ status }) => status === 'healthy')
})

test.each([
  ['webhooks/grafana', { text: 'hi' }, 'Grafana', 400, 'Grafana 127.0.0.1', /custom payload/],
  ['webhooks/alertmanager', '{', 'Alertmanager/0.34.0', 400, 'Alertmanager 127.0.0.1', /is not JSON/],
  ['webhooks/generic/nagios', '1', 'x', 400, 'Webhook nagios 127.0.0.1', /the body is a number/],
  ['webhooks/generic', '"a"', 'x', 400, 'Script 127.0.0.1', /the body is text/],
  ['alerts', '{}', 'Prometheus/3.6.0', 400, 'Prometheus 127.0.0.1', /./],
  ['alerts', [{}], 'Prometheus/3.6.0', 422, 'Prometheus 127.0.0.1', /labels in body is required/],
])('S14: a whole message that is refused shows on its sender’s row: %s %j', async (...given) => {
  const [path, body, agent, status, component, reason] = given
  const server = await runServer({
    timers: SOON_SHOWN,
    config: { webhooks: [{ name: 'nagios', labels: { alertname: '/service' } }] },
  })
  expect((await send(server, path, body, { 'user-agent': agent })).status).toBe(status)
  const row = await rowThat(server, component, degraded)
  expect(row.message).toMatch(/^a report was refused: /)
  expect(row.message).toMatch(reason)
  expect((await boardOf(server)).alerts).toEqual([])
})

test('what a web page can send without asking is refused and shown nowhere', async () => {
  const server = await runServer({ timers: SOON_SHOWN })
  const plain = { 'content-type': 'text/plain' }
  expect((await send(server, 'webhooks/generic', '{', plain)).status).toBe(415)
  await send(server, 'webhooks/generic/none', {})
  await send(server, 'webhooks/grafana', {}, { 'user-agent': 'Grafana' })
  await rowThat(server, 'Grafana 127.0.0.1', degraded)
  const rows = (await boardOf(server)).health.filter(({ kind }) => kind === 'source')
  expect(rows.map(({ component }) => component)).toEqual(['Grafana 127.0.0.1'])
})

test('S3: alerts that a webhook left out go on as they were; the row says that they are not known, until the group is told whole', async () => {
  const server = await runServer({ timers: SOON_SHOWN })
  const both = [grafanaAlert('Late'), grafanaAlert('Slow')]
  await send(server, 'webhooks/grafana', grafanaMessage(both))
  const cut = grafanaMessage([grafanaAlert('Late')], { truncatedAlerts: 3, status: 'resolved' })
  const answer = await send(server, 'webhooks/grafana', cut)
  expect(await answer.json()).toEqual({ accepted: 1, rejected: [], rejected_count: 0, truncated: 3 })
  const component = 'Grafana grafana.example:3000'
  const row = await rowThat(server, component, degraded)
  expect(row.message).toBe(
    'its message of one group left out 3 alerts, which may be firing or over and are not known here; raise max_alerts there (0 is no limit)',
  )
  const { alerts } = await boardOf(server)
  expect(alerts.map(({ alertname, status }) => `${alertname} ${status}`).sort()).toEqual([
    'Late firing',
    'Slow firing',
  ])
  await send(server, 'webhooks/grafana', grafanaMessage(both))
  expect((await rowThat(server, component, ({ status }) => status === 'healthy')).message).toBeUndefined()
})

test('a reason that quotes a megabyte is short wherever it is told', async () => {
  const server = await runServer({ timers: SOON_SHOWN })
  const long = 'x'.repeat(1_000_000)
  const alert = { status: long, labels: { alertname: 'A' } }
  const answer = await send(
    server,
    'webhooks/alertmanager',
    { version: '4', alerts: [alert] },
    { 'user-agent': 'Alertmanager/0.34.0' },
  )
  const { rejected } = (await answer.json()) as { readonly rejected: readonly string[] }
  expect(rejected[0]).toMatch(/^alerts\[0\]\.status is "x{99}…, neither "firing" nor "resolved"$/)
  const names = { alertname: 'A', [`${long}\ud800`]: 1 }
  await send(server, 'webhooks/generic', { labels: { ...names, b: [] } })
  const version = await send(server, 'webhooks/alertmanager', { version: long })
  expect((await version.text()).length).toBeLessThan(1_000)
  const rows = await Promise.all(
    ['Alertmanager', 'Script'].map((product) => rowThat(server, `${product} 127.0.0.1`, degraded)),
  )
  for (const { message = '' } of rows) expect(message.length).toBeLessThan(600)
})
