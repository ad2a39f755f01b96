import type { BoardSnapshot } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { loadSettings } from '../../../../server/src/config/load-settings.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { until } from '../../../support/until.ts'

const NAGIOS = {
  name: 'nagios',
  labels: { alertname: '/service', host: '/host' },
  status: '/state',
  resolved: ['ok'],
}

function send(server: Server, path: string, body: object): Promise<Response> {
  return post(`${server.url}/api/v2/webhooks/${path}`, body)
}

async function board(server: Server): Promise<BoardSnapshot> {
  return (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
}

test('an alert of a mapped sender fires, is sent again, and resolves; its row tells what was refused', async () => {
  const server = await runServer({ config: { webhooks: [NAGIOS] } })
  const firing = { service: 'HTTP', host: 'web1', state: 'CRITICAL' }
  for (let n = 0; n < 2; n++) {
    const answer = await send(server, 'generic/nagios', firing)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { accepted: 1, rejected: [], rejected_count: 0 },
    ])
  }
  const { alerts, cursor } = await board(server)
  // Nobody says it again: it holds as long as what comes by any webhook.
  const [shown] = (await (await fetch(`${server.url}/api/v2/alerts`)).json()) as { endsAt: string }[]
  expect(Date.parse(shown?.endsAt ?? '') - Date.now()).toBeGreaterThan(4 * 3_600_000)
  expect(alerts).toMatchObject([{ alertname: 'HTTP', status: 'firing', labels: { host: 'web1' } }])
  expect((await send(server, 'generic/nagios', { ...firing, state: 'OK' })).status).toBe(200)
  const since = await fetch(`${server.url}/api/v2/events?cursor=${cursor}&sources=alert_processor`)
  expect(await since.json()).toMatchObject({ events: [{ type: 'alert_resolved' }] })

  const half = await send(server, 'generic/nagios', [{ service: 'SSH' }, { service: { a: 1 } }])
  expect([half.status, await half.json()]).toEqual([
    200,
    {
      accepted: 1,
      rejected: ['alerts[1]: labels.alertname is an object, not text'],
      rejected_count: 1,
    },
  ])
  const row = await until('the row that tells of it', async () =>
    (await board(server)).health.find(
      ({ component, status }) => component.startsWith('Webhook nagios') && status !== 'healthy',
    ),
  )
  expect(row.message).toContain('labels.alertname')
})

test('an alert that gives no start is not of the future, and its repeats do not move it', async () => {
  const server = await runServer()
  const before = Date.now()
  for (let n = 0; n < 3; n++) await send(server, 'generic', { name: 'Backup' })
  const { alerts, cursor } = await board(server)
  const began = Date.parse(alerts[0]?.starts_at ?? '')
  expect(began).toBeGreaterThanOrEqual(before)
  expect(began).toBeLessThanOrEqual(Date.now())
  await send(server, 'generic', { name: 'Backup' })
  const since = await fetch(`${server.url}/api/v2/events?cursor=${cursor}&sources=alert_processor`)
  expect(await since.json()).toMatchObject({ events: [] })
  expect((await board(server)).alerts[0]?.starts_at).toBe(alerts[0]?.starts_at)
})

test('our own format needs no configuration; an unknown mapping is named, and so are those that there are', async () => {
  const server = await runServer({ config: { webhooks: [NAGIOS] } })
  expect((await send(server, 'generic', { name: 'Backup', severity: 'critical' })).status).toBe(200)
  expect((await board(server)).alerts).toMatchObject([{ alertname: 'Backup', level: 'critical' }])
  const wrong = await send(server, 'generic/nagois', {})
  expect([wrong.status, await wrong.json()]).toMatchObject([
    404,
    {
      error: {
        code: 'not_found',
        message:
          'there is no webhook mapping named "nagois": there are nagios; mappings are the setting webhooks',
      },
    },
  ])
  expect((await send(server, 'generic', [])).status).toBe(200)
  const text = await fetch(`${server.url}/api/v2/webhooks/generic`, { method: 'POST', body: '{}' })
  expect(text.status).toBe(415)
})

test.each([
  ['{name: a, labels: {host: /host}}', 'a: labels must say where alertname comes from'],
  ['{name: a, labels: {alertname: /n}, resolved: [ok]}', 'a: resolved needs status'],
  [
    '{name: a, labels: {alertname: /n, severity: /s}, level: /l}',
    'a: severity is a label or the level, not both',
  ],
  ['{name: a, labels: {alertname: /n}, levels: {a: b}}', 'a: levels needs level'],
  ['{name: a, labels: {alertname: [/n, "{/b~2}"]}}', 'a: labels.alertname is no JSON Pointer'],
  ['{name: a, labels: {alertname: /n}, level: /c~}', 'a: level is no JSON Pointer'],
  ['{name: a, labels: {alertname: /n~}}', 'a: labels.alertname is no JSON Pointer'],
  ['{name: a, labels: {alertname: /n}, expires_after: soon}', 'a: expires_after must be a duration'],
  ['{name: a, labels: {alertname: /n}}, {name: a, labels: {alertname: /n}}', 'a is there twice'],
  ['{name: a, labels: {alertname: /n}, lables: 1}', '/0'],
])('a mapping that cannot be is named at start: %s', (yaml, flaw) => {
  const loaded = loadSettings({ file: { name: 'watchfloor.yml', text: `webhooks: [${yaml}]` } })
  expect(loaded.ok).toBe(false)
  if (loaded.ok) return
  expect(loaded.problems).toHaveLength(1)
  expect(loaded.problems[0]?.where).toBe('watchfloor.yml: webhooks')
  expect(loaded.problems[0]?.message).toContain(`is not valid (${flaw}`)
})
