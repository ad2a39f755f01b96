import type { Alert, BoardSnapshot, LoggedEvent } from '@watchfloor/contract'
import { parseBoardSnapshot } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { request } from '../../../support/http/ask.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import { until } from '../../../support/until.ts'

const shared = sharedServer()

async function fire(server: Server, alertname: string, more: object = {}): Promise<Alert> {
  const response = await request(server, 'POST', '/alerts', [
    { labels: { alertname, severity: 'page' }, ...more },
  ])
  expect(response.status).toBe(200)
  const { alerts } = (await (await request(server, 'GET', '/board')).json()) as BoardSnapshot
  const alert = alerts.find((candidate) => candidate.alertname === alertname)
  if (alert === undefined) throw new Error(`${alertname} is not on the board`)
  return alert
}

const resolved = () => ({ endsAt: new Date().toISOString() })
const ownError = (code: string, message: RegExp) => ({
  error: { code, message: expect.stringMatching(message), request_id: expect.any(String) },
})

test('S19: the board is whole, and asking with its tag is answered 304 until something changes', async () => {
  const server = await runServer()
  await fire(server, 'First')
  const response = await request(server, 'GET', '/board')
  const tag = response.headers.get('etag') ?? ''
  const parsed = parseBoardSnapshot(await response.json())
  expect(parsed).toMatchObject({ ok: true, value: { alerts: [{ alertname: 'First', level: 'critical' }] } })
  expect(tag).toContain(parsed.ok ? parsed.value.cursor : 'a board')

  const again = await fetch(`${server.url}/api/v2/board`, {
    headers: { 'if-none-match': `"other", W/${tag}` },
  })
  // Statistics may have moved by themselves in between; then the tag moved with them.
  expect(again.status).toBe(again.headers.get('etag') === tag ? 304 : 200)

  await fire(server, 'Second')
  const changed = await fetch(`${server.url}/api/v2/board`, { headers: { 'if-none-match': tag } })
  expect(changed.status).toBe(200)
  expect(((await changed.json()) as BoardSnapshot).alerts).toHaveLength(2)
})

test('one alert shows everything known of it, and its history newest first', async () => {
  const { fingerprint } = await fire(shared(), 'Known', { generatorURL: 'http://prom:9090/graph' })
  await fire(shared(), 'Known', { ...resolved(), generatorURL: 'http://prom:9090/graph' })
  const known = await (await request(shared(), 'GET', `/alerts/${fingerprint}`)).json()
  expect(known).toMatchObject({
    alert: { fingerprint, status: 'resolved', resolved_by: 'sender' },
    ends_at: expect.stringMatching(/Z$/),
    updated_at: expect.stringMatching(/Z$/),
    reporters: [{ entry: 'direct', source: 'Script prom:9090', status: 'resolved' }],
  })
  const history = async (query = ''): Promise<string[]> => {
    const response = await request(shared(), 'GET', `/alerts/${fingerprint}/history${query}`)
    return ((await response.json()) as { events: LoggedEvent[] }).events.map(({ type }) => type)
  }
  expect(await history()).toEqual(['alert_resolved', 'alert_created'])
  expect(await history('?limit=1')).toEqual(['alert_resolved'])
})

test.each([
  ['GET', '/alerts/0000000000000000', 404, 'not_found', /no alert with fingerprint/],
  ['GET', '/alerts/nonsense', 404, 'not_found', /no alert with fingerprint/],
  ['GET', '/alerts/nonsense/history', 404, 'not_found', /no alert with fingerprint/],
  ['GET', '/alerts/0000000000000000/history?limit=0', 400, 'invalid', /limit must be/],
  ['GET', '/alerts/0000000000000000/history?limit=ten', 400, 'invalid', /limit must be/],
  ['PUT', '/alerts/0000000000000000', 405, 'method_not_allowed', /PUT is not allowed/],
  ['GET', '/stats/timeline?hours=-1', 400, 'invalid', /hours must be/],
  ['GET', '/stats/timeline?slices=1e9', 400, 'invalid', /slices/],
  ['DELETE', '/connections/none', 404, 'not_found', /there is no connection/],
])('%s %s is answered in our own shape', async (method, path, status, code, message) => {
  const response = await request(shared(), method, path)
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(ownError(code, message))
})

test('S9: an alert is acknowledged by name, until resolved, until a time, or until worse, and given back', async () => {
  const { fingerprint } = await fire(shared(), 'Taken')
  const path = `/alerts/${fingerprint}/acknowledge`
  const taken = await request(shared(), 'POST', path, { name: 'Priya', note: 'on it' })
  expect(taken.status).toBe(200)
  expect(await taken.json()).toMatchObject({
    acknowledged_by: { name: 'Priya', until: 'resolved', note: 'on it' },
  })

  const back = await request(shared(), 'DELETE', `${path}?name=Priya`)
  expect(back.status).toBe(200)
  expect(await back.json()).toMatchObject({ fingerprint, acknowledged_by: null })
  const ends_at = new Date(Date.now() + 3_600_000).toISOString()
  const timed = await request(shared(), 'POST', path, { name: 'Tom', ends_at })
  expect(await timed.json()).toMatchObject({ acknowledged_by: { name: 'Tom', until: 'time', ends_at } })
  expect((await request(shared(), 'DELETE', path, { name: 'Tom' })).status).toBe(200)
  expect((await request(shared(), 'POST', path, { name: 'Ana', until: 'worse' })).status).toBe(200)
})

test.each([
  [{}, /name is missing/],
  [undefined, /name is missing/],
  [{ name: '' }, /name/],
  [{ name: 'x', until: 'morning' }, /until/],
  [{ name: 'x', until: 'time' }, /ends_at is missing/],
  [{ name: 'x', ends_at: 'morning' }, /not an RFC 3339 time/],
  [[], /./],
])('S9: acknowledging with %j is refused', async (body, message) => {
  const { fingerprint } = await fire(shared(), 'Refused')
  const response = await request(shared(), 'POST', `/alerts/${fingerprint}/acknowledge`, body)
  expect(response.status).toBe(400)
  expect(await response.json()).toEqual(ownError('invalid', message))
})

test('S5: what still fires is not resolved by hand: 409 says who reports it; a name is needed', async () => {
  const { fingerprint } = await fire(shared(), 'Resolved')
  const path = `/alerts/${fingerprint}/resolve`
  expect(await (await request(shared(), 'POST', path, {})).json()).toEqual(
    ownError('invalid', /name is missing: say who resolves it/),
  )
  expect((await request(shared(), 'POST', path, { name: 'Ana', life: 7 })).status).toBe(400)
  const refused = await request(shared(), 'POST', path, { name: 'Ana', note: 'rebooted' })
  expect(refused.status).toBe(409)
  expect(await refused.json()).toEqual(ownError('conflict', /Script 127.0.0.1 reported it at .*silence or/))
  const unknown = await request(shared(), 'POST', '/alerts/0000000000000000/resolve', { name: 'Ana' })
  expect(unknown.status).toBe(404)
  expect((await request(shared(), 'GET', path)).status).toBe(405)
})

test('S6: an acknowledgement meant for a life that has ended is refused with 409', async () => {
  const { fingerprint, life } = await fire(shared(), 'Again')
  await fire(shared(), 'Again', resolved())
  const next = await fire(shared(), 'Again')
  expect(next.life).not.toBe(life)
  const path = `/alerts/${fingerprint}/acknowledge`
  const late = await request(shared(), 'POST', path, { name: 'Priya', life })
  expect(late.status).toBe(409)
  expect(await late.json()).toEqual(ownError('conflict', /./))
  expect((await request(shared(), 'POST', path, { name: 'Priya', life: next.life })).status).toBe(200)
  const unknown = await request(shared(), 'POST', '/alerts/0000000000000000/acknowledge', { name: 'Priya' })
  expect(unknown.status).toBe(404)
})

test('statistics and the timeline count what began', async () => {
  const server = await runServer()
  await fire(server, 'Counted')
  expect(await (await request(server, 'GET', '/stats')).json()).toMatchObject({
    firing_alerts: expect.any(Number),
  })
  const timeline = (await (await request(server, 'GET', '/stats/timeline?hours=1&slices=4')).json()) as {
    from: string
    to: string
    slices: { at: string; critical: number }[]
  }
  expect(Date.parse(timeline.to) - Date.parse(timeline.from)).toBe(3_600_000)
  expect(timeline.slices.map(({ critical }) => critical)).toEqual([0, 0, 0, 1])
  expect(timeline.slices[0]?.at).toBe(timeline.from)
})

test('S14: a webhook keeps what can be read, answers 200 and says what could not', async () => {
  const server = await runServer()
  const alerts = [
    { status: 'firing', labels: { alertname: 'Fine' } },
    { status: 'firing', labels: { alertname: 1 } },
    { status: 'firing', labels: {} },
  ]
  const message = { version: '4', receiver: 'ops', truncatedAlerts: 2, alerts }
  const response = await request(server, 'POST', '/webhooks/alertmanager', message)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({
    accepted: 1,
    rejected: ['alerts[1].labels.alertname is a number, not text', 'at least one label pair required'],
    rejected_count: 2,
    truncated: 2,
  })
  const unread = { ...message, alerts: [{ status: 'firing' }] }
  expect((await request(server, 'POST', '/webhooks/alertmanager', unread)).status).toBe(200)
  const row = await until('the source’s row to say so', async () => {
    const { health } = (await (await request(server, 'GET', '/board')).json()) as BoardSnapshot
    return health.find(({ kind, status }) => kind === 'source' && status === 'degraded')
  })
  expect(row.message).toMatch(/^a report was refused: /)

  const refused = await request(server, 'POST', '/webhooks/alertmanager', { version: '1', alerts })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toEqual(ownError('invalid', /version is "1"/))
  expect((await request(server, 'POST', '/webhooks/pagerduty', {})).status).toBe(404)
})
