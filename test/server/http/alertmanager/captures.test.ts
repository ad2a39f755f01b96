import type { BoardSnapshot } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { WallClock } from '../../../support/core/wall-clock.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { type Exchange, readCapture } from '../../../support/messages/captures.ts'

/** Sends a recorded request as it was; `rename` replaces ids that only the recorded server knew. */
async function replay(
  server: Server,
  { request }: Exchange,
  rename: (text: string) => string = (text) => text,
  path = request.path,
): Promise<{ readonly status: number; readonly text: string }> {
  const query = new URLSearchParams(request.query as [string, string][])
  const { Host: _host, 'Content-Length': _length, ...headers } = request.headers
  const response = await fetch(`${server.url}${rename(path)}?${query}`, {
    method: request.method,
    headers,
    ...(request.rawBody === '' ? {} : { body: rename(request.rawBody) }),
  })
  return { status: response.status, text: await response.text() }
}

async function board(server: Server): Promise<BoardSnapshot> {
  return (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
}

async function statuses(server: Server): Promise<string[]> {
  const { alerts } = await board(server)
  return alerts
    .map(({ alertname, status, labels }) => `${alertname} ${labels.instance ?? labels.i ?? ''} ${status}`)
    .sort()
}

test('a recorded Prometheus is answered as the real Alertmanager answered it', async () => {
  const { exchanges } = readCapture('prometheus-to-alertmanager')
  const clock = new WallClock(exchanges[0]?.at ?? '')
  const server = await runServer({ clock })
  for (const exchange of exchanges) {
    clock.set(exchange.at)
    const answer = await replay(server, exchange)
    // Some answers were made to fail by whoever recorded; these requests were fine.
    if (exchange.response.status === 200) expect(answer).toEqual({ status: 200, text: '' })
    else expect(answer.status).toBe(200)
  }
  expect(await statuses(server)).toEqual([
    'AlwaysFiring  resolved',
    'Capped 1 firing',
    'Capped 2 firing',
    'Capped 3 firing',
    'TargetDown 127.0.0.1:19998 firing',
    'TargetDown 127.0.0.1:19999 firing',
  ])
  const [alert] = (await board(server)).alerts
  const known = await (await fetch(`${server.url}/api/v2/alerts/${alert?.fingerprint}`)).json()
  expect(known).toMatchObject({ reporters: [{ source: 'Prometheus prometheus.example:9090' }] })
})

test('a recorded Alertmanager webhook is taken, repeats, mixes and cut alerts included', async () => {
  const { exchanges } = readCapture('alertmanager-webhook')
  const clock = new WallClock(exchanges[0]?.at ?? '')
  const server = await runServer({ clock })
  for (const exchange of exchanges) {
    clock.set(exchange.at)
    const answer = await replay(server, exchange, undefined, '/api/v2/webhooks/alertmanager')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ rejected: [] })
  }
  expect(await statuses(server)).toEqual([
    'AlwaysFiring  resolved',
    'Capped 1 resolved',
    'Capped 2 resolved',
    'DiskSlow db2 firing',
    'TargetDown 127.0.0.1:19998 resolved',
    'TargetDown 127.0.0.1:19999 resolved',
  ])
  const { alerts } = await board(server)
  expect(alerts.find(({ alertname }) => alertname === 'DiskSlow')?.receivers).toEqual(['hook'])
})

/** What may differ between the recorded server and this one: versions, configuration, and moments of handling. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).flatMap(([name, child]) => {
    if (['updatedAt', 'receivers', 'mutedBy', 'versionInfo', 'config', 'uptime'].includes(name)) return []
    // Silences have annotations since 0.32; the recording is older.
    if (name === 'annotations' && 'matchers' in value) return []
    // Times that a server sets itself are those of its handling, some milliseconds after the recorded arrival.
    if (name.endsWith('At') && typeof child === 'string') return [[name, child.slice(0, 19)]]
    return [[name, comparable(child)]]
  })
  return Object.fromEntries(fields)
}

test('every exchange of a recorded amtool is answered as the real Alertmanager answered it', async () => {
  const { steps } = readCapture('amtool')
  const exchanges = steps.flatMap((step) => step.exchanges)
  const clock = new WallClock(exchanges[0]?.at ?? '')
  const server = await runServer({ clock, config: { resolve_timeout: 15_000 } })
  const ids = new Map<string, string>()
  const rename = (text: string): string =>
    [...ids].reduce((all, [theirs, ours]) => all.replaceAll(theirs, ours), text)
  const renamedBack = (text: string): string =>
    [...ids].reduce((all, [theirs, ours]) => all.replaceAll(ours, theirs), text)

  for (const exchange of exchanges) {
    clock.set(exchange.at)
    const answer = await replay(server, exchange, rename)
    const { status, rawBody } = exchange.response
    const what = `${exchange.n} ${exchange.request.method} ${exchange.request.path}`
    if (
      exchange.request.method === 'POST' &&
      exchange.request.path === '/api/v2/silences' &&
      status === 200
    ) {
      const theirs = (JSON.parse(rawBody) as { silenceID: string }).silenceID
      ids.set(theirs, (JSON.parse(answer.text) as { silenceID: string }).silenceID)
    }
    // 0.25 answered 500 for a silence that it does not know; since 0.26 it is 404 without a body.
    if (status === 500) expect(answer, what).toEqual({ status: 404, text: '' })
    else {
      expect(answer.status, what).toBe(status)
      const [ours, recorded] = [renamedBack(answer.text), rawBody].map((text) =>
        text.trim() === '' ? '' : comparable(JSON.parse(text)),
      )
      expect(ours, what).toEqual(recorded)
    }
  }
})
