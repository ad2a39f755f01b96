import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BoardSnapshot } from '@watchfloor/contract'
import { type Server, startServer } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { timersBut } from '../../../support/core/fast-timers.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { grafanaAlert, grafanaMessage } from '../../../support/messages/grafana-message.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { until } from '../../../support/until.ts'

/** Health rows are looked at every 2 s. */
const SOON_SHOWN = timersBut(2_000, 50)

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

function send(server: Server, body: object | string, sent: Sent = {}): Promise<Response> {
  const { method = 'POST', path = 'grafana', headers = {} } = sent
  return fetch(`${server.url}/api/v2/webhooks/${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'user-agent': 'Grafana', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function board(server: Server): Promise<BoardSnapshot> {
  return (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
}

test.each(['POST', 'PUT'])(
  '%s of a Grafana message is on the board, with its source’s row',
  async (method) => {
    const server = await runServer({ timers: SOON_SHOWN })
    const response = await send(server, grafanaMessage([grafanaAlert('Late')]), { method })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ accepted: 1, rejected: [], rejected_count: 0, truncated: 0 })
    const { alerts } = await board(server)
    expect(alerts).toMatchObject([
      {
        alertname: 'Late',
        status: 'firing',
        level: 'critical',
        receivers: ['on.call'],
        annotations: {
          grafana_values: 'B=22.5, C=1',
          dashboard_url: 'http://grafana.example:3000/d/shop?orgId=1',
        },
      },
    ])
    const row = await until('the source’s row', async () =>
      (await board(server)).health.find(({ component }) => component === 'Grafana grafana.example:3000'),
    )
    expect(row).toMatchObject({ kind: 'source', status: 'healthy' })
    const known = await fetch(`${server.url}/api/v2/alerts/${alerts[0]?.fingerprint}`)
    expect(await known.json()).toMatchObject({
      reporters: [{ entry: 'relayed', source: 'Grafana grafana.example:3000' }],
    })
  },
)

test('a repeat of the same message changes nothing; absence resolves nothing; a resolve resolves', async () => {
  const server = await runServer({ timers: SOON_SHOWN })
  const both = grafanaMessage([grafanaAlert('Late'), grafanaAlert('Slow')])
  await send(server, both)
  const { cursor } = await board(server)
  await send(server, both)
  await send(server, grafanaMessage([grafanaAlert('Slow')]))
  const history = async () => {
    const { alerts } = await board(server)
    return Object.fromEntries(alerts.map(({ alertname, status }) => [alertname, status]))
  }
  expect(await history()).toEqual({ Late: 'firing', Slow: 'firing' })
  const since = await fetch(`${server.url}/api/v2/events?cursor=${cursor}&sources=alert_processor`)
  expect(await since.json()).toMatchObject({ events: [] })

  const gone = grafanaAlert('Late', { status: 'resolved', endsAt: new Date().toISOString() })
  await send(server, grafanaMessage([gone], { status: 'resolved', state: 'ok' }))
  expect(await history()).toEqual({ Late: 'resolved', Slow: 'firing' })
})

test('content decides: each product’s message is understood at the other’s address', async () => {
  const server = await runServer({ timers: SOON_SHOWN })
  const message = grafanaMessage([grafanaAlert('Late')])
  // A proxy may have changed who it says it is.
  const headers = { 'user-agent': 'curl/8' }
  expect((await send(server, message, { path: 'alertmanager', headers })).status).toBe(200)
  const alert = { status: 'firing', labels: { alertname: 'Down' }, generatorURL: 'http://prom.example/graph' }
  const other = { version: '4', receiver: 'ops', alerts: [alert] }
  const agent = { headers: { 'user-agent': 'Alertmanager/0.34.0' } }
  expect((await send(server, other, agent)).status).toBe(200)
  const { alerts } = await board(server)
  expect(alerts.map(({ alertname }) => alertname).sort()).toEqual(['Down', 'Late'])
  const rows = await until('both rows', async () => {
    const sources = (await board(server)).health.filter(({ kind }) => kind === 'source')
    return sources.length < 2 ? undefined : sources.map(({ component }) => component)
  })
  expect(rows.sort()).toEqual(['Alertmanager prom.example', 'Grafana grafana.example:3000'])
})

test('what is no webhook message is refused with the reason, and other methods with those that there are', async () => {
  const server = await runServer({ timers: SOON_SHOWN })
  const custom = await send(server, { text: 'hello' })
  expect(custom.status).toBe(400)
  expect(await custom.json()).toMatchObject({
    error: { code: 'invalid', message: expect.stringMatching(/custom payload/) },
  })
  expect((await send(server, '{')).status).toBe(400)
  expect((await send(server, '{}', { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  const got = await fetch(`${server.url}/api/v2/webhooks/grafana`)
  expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST, PUT'])
  expect((await send(server, '{}', { method: 'PUT' })).status).toBe(400)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toMatch(/watchfloor_ingest_refused_total\{code="400"\} 3/)
})

async function signedServer(grafana: object = {}): Promise<Server> {
  const secret_file = join(await tempDir(), 'secret')
  await writeFile(secret_file, 'pst pst\n')
  return runServer({ config: { grafana: { secret_file, ...grafana } } })
}

const sign = (text: string) => createHmac('sha256', 'pst pst').update(text).digest('hex')

test('with a secret only signed messages are taken, at either address and from nobody else', async () => {
  const server = await signedServer()
  const text = JSON.stringify(grafanaMessage([grafanaAlert('Lütt')]), undefined, 1)
  for (const path of ['grafana', 'alertmanager']) {
    const refused = await send(server, text, { path })
    expect(refused.status).toBe(401)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'unauthorized',
        message: expect.stringMatching(/X-Grafana-Alerting-Signature is missing/),
      },
    })
    const wrong = { 'x-grafana-alerting-signature': sign(`${text} `) }
    expect((await send(server, text, { path, headers: wrong })).status).toBe(401)
  }
  const unsigned = { version: '4', receiver: 'ops', alerts: [] }
  expect((await send(server, unsigned)).status).toBe(401)
  const headersOfAlertmanager = { 'user-agent': 'Alertmanager/0.34.0' }
  expect(
    (await send(server, unsigned, { path: 'alertmanager', headers: headersOfAlertmanager })).status,
  ).toBe(200)
  expect((await board(server)).alerts).toEqual([])

  const headers = { 'x-grafana-alerting-signature': sign(text) }
  for (const path of ['grafana', 'alertmanager']) {
    expect((await send(server, text, { path, headers })).status).toBe(200)
  }
  expect((await board(server)).alerts).toHaveLength(1)
})

test('no webhook’s address is a way around the signature, for a payload of its own neither', async () => {
  const mapping = { name: 'own', labels: { alertname: '/rule' } }
  const secret_file = join(await tempDir(), 'secret')
  await writeFile(secret_file, 'pst pst\n')
  const server = await runServer({ config: { grafana: { secret_file }, webhooks: [mapping] } })
  const message = JSON.stringify(grafanaMessage([grafanaAlert('Forged')]))
  const own = JSON.stringify({ rule: 'Forged' })
  const curl = { 'user-agent': 'curl/8' }
  for (const [path, text, headers] of [
    ['generic', message, curl],
    ['generic/own', message, curl],
    ['generic', JSON.stringify({ name: 'Forged' }), {}],
    ['generic/own', own, {}],
    ['generic/own', own, { 'user-agent': 'grafana/12.1' }],
    ['generic/own', own, { ...curl, 'x-grafana-alerting-signature': sign(message) }],
    ['alertmanager', JSON.stringify({ version: '4', alerts: [] }), {}],
    ['alertmanager', message, curl],
  ] as const) {
    expect([path, (await send(server, text, { path, headers })).status]).toEqual([path, 401])
  }
  expect((await board(server)).alerts).toEqual([])

  const signed = { 'x-grafana-alerting-signature': sign(own) }
  expect((await send(server, own, { path: 'generic/own', headers: signed })).status).toBe(200)
  // Whoever is not Grafana needs no secret.
  expect((await send(server, { rule: 'Other' }, { path: 'generic/own', headers: curl })).status).toBe(200)
  expect((await board(server)).alerts.map(({ alertname }) => alertname).sort()).toEqual(['Forged', 'Other'])
})

test('with a time, a message that was stored is answered 200 again and stores nothing; the same alerts signed anew are news', async () => {
  const clock = new HandClock()
  const secret_file = join(await tempDir(), 'secret')
  await writeFile(secret_file, 'pst pst\n')
  const config = { grafana: { secret_file, timestamp_header: 'X-Time' } }
  const server = await runServer({ config, clock, timers: clock })
  const settle = async (): Promise<void> => {
    await board(server)
  }
  const seconds = (): number => Math.floor(clock.now() / 1000)
  const firing = JSON.stringify(grafanaMessage([grafanaAlert('Late')]))
  const post = async (text: string, at: number, path = 'grafana'): Promise<readonly [number, unknown]> => {
    const headers = { 'x-grafana-alerting-signature': sign(`${at}:${text}`), 'x-time': String(at) }
    const answer = await send(server, text, { path, headers })
    return [answer.status, ((await answer.json()) as { accepted?: number }).accepted]
  }
  const deadline = async (): Promise<unknown> => {
    const [alert] = (await board(server)).alerts
    const answer = await fetch(`${server.url}/api/v2/alerts/${alert?.fingerprint}`)
    return ((await answer.json()) as { reporters: { deadline: string }[] }).reporters[0]?.deadline
  }

  const first = seconds()
  expect(await post(firing, first)).toEqual([200, 1])
  const before = await deadline()
  await clock.pass(60_000, settle)
  // An honest retry, or somebody who recorded it, at whichever address.
  for (const path of ['grafana', 'alertmanager', 'generic']) {
    expect(await post(firing, first, path)).toEqual([200, 0])
  }
  expect(await Promise.all(Array.from({ length: 10 }, () => post(firing, first)))).toEqual(
    Array.from({ length: 10 }, () => [200, 0]),
  )
  expect(await deadline()).toEqual(before)

  expect(await post(firing, seconds())).toEqual([200, 1])
  expect(await deadline()).not.toEqual(before)
  await clock.pass(10 * 60_000, settle)
  expect((await post(firing, first))[0]).toBe(401)
})

test('the headers’ names are settings, and a signature that is too old is refused', async () => {
  const server = await signedServer({ signature_header: 'X-Signed', timestamp_header: 'X-Signed-At' })
  const text = JSON.stringify(grafanaMessage([grafanaAlert('Late')]))
  const signed = (at: number) => ({
    headers: { 'x-signed': sign(`${at}:${text}`), 'x-signed-at': String(at) },
  })
  const now = Math.floor(Date.now() / 1000)
  expect((await send(server, text, signed(now))).status).toBe(200)
  const old = await send(server, text, signed(now - 3600))
  expect(old.status).toBe(401)
  expect(await old.json()).toMatchObject({ error: { message: expect.stringMatching(/s ago/) } })
})

test('a secret that cannot be read or is empty stops the start and says so', async () => {
  const folder = await tempDir()
  const empty = join(folder, 'empty')
  await writeFile(empty, '\n')
  for (const [secret_file, message] of [
    [join(folder, 'none'), /grafana\.secret_file cannot be read.*ENOENT/],
    [empty, /is empty/],
  ] as const) {
    const config = { listen: '127.0.0.1:0', data_dir: folder, grafana: { secret_file } }
    await expect(startServer({ config })).rejects.toThrow(message)
  }
})
