import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { connectionRows } from '../../../support/stream/connection-rows.ts'
import { openSocket, sse, webSocket } from '../../../support/stream/stream-clients.ts'
import { until } from '../../../support/until.ts'

const LISTED = 'https://karma.example.com'
const FOREIGN = 'https://evil.example'
const STREAM = '/api/v2/events/stream'
const POLL = '/api/v2/events'

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}

/** Asks, and leaves again once the head of the answer is there. */
async function look(url: string, headers: Record<string, string>): Promise<Response> {
  const leaving = new AbortController()
  const response = await fetch(url, { headers, signal: leaving.signal })
  leaving.abort()
  return response
}

test.each([STREAM, POLL])(
  'CORS of %s: a page on the list may read it, another may not; the answer varies',
  async (path) => {
    const server = await runServer({ config: { allowed_origins: [LISTED] } })
    const url = `${server.url}${path}`
    const listed = await look(url, { origin: LISTED })
    expect(listed.status).toBe(200)
    expect(listed.headers.get('access-control-allow-origin')).toBe(LISTED)
    expect(listed.headers.get('access-control-expose-headers')).toContain('Retry-After')
    for (const origin of [LISTED, FOREIGN, server.url]) {
      const answer = await look(url, { origin })
      expect(answer.headers.get('vary'), origin).toMatch(/\bOrigin\b/)
    }
    expect((await look(url, { origin: FOREIGN })).headers.get('access-control-allow-origin')).toBeNull()

    const preflight = (origin: string): Promise<Response> =>
      fetch(url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization, last-event-id',
        },
      })
    const answered = await preflight(LISTED)
    expect(answered.status).toBe(204)
    expect(answered.headers.get('access-control-allow-origin')).toBe(LISTED)
    expect(answered.headers.get('access-control-allow-headers')).toMatch(/Authorization.*Last-Event-ID/)
    expect(answered.headers.get('vary')).toMatch(/\bOrigin\b/)
    expect((await preflight(FOREIGN)).headers.get('access-control-allow-origin')).toBeNull()
  },
)

test('a WebSocket of a foreign page is 403; of a listed page, the own page and a program it opens', async () => {
  const server = await runServer({ config: { allowed_origins: [LISTED] } })
  const foreign = openSocket(server.url, {}, { origin: FOREIGN })
  expect(await foreign.client.ended).toBe('status 403')
  for (const options of [{ origin: LISTED }, { origin: server.url }, {}]) {
    await openSocket(server.url, {}, options).client.untilControl('hello')
  }
})

test('S21: behind a trusted proxy each forwarded address has its own limit; the header of anybody else is not believed', async () => {
  const limits = { streams_per_address: 1 }
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  const trusting = await runServer({
    config: { limits, insecure_open: true, trusted_proxies: ['127.0.0.1'] },
  })
  for (const address of ['203.0.113.1', '203.0.113.2']) {
    await openSocket(trusting.url, {}, from(address)).client.untilControl('hello')
    const again = await fetch(`${trusting.url}${STREAM}`, from(address))
    expect(again.status).toBe(429)
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  const rows = await connectionRows(trusting.url)
  expect(rows.map(({ address }) => address).sort()).toEqual(['203.0.113.1', '203.0.113.2'])

  const careful = await runServer({ config: { limits, insecure_open: true } })
  await openSocket(careful.url, {}, from('203.0.113.1')).client.untilControl('hello')
  expect((await fetch(`${careful.url}${STREAM}`, from('203.0.113.2'))).status).toBe(429)
  expect(await metric(careful.url, 'watchfloor_stream_sheds_total{reason="streams_per_address"}')).toBe(1)
})

test('every limit of streams is a setting, answers when to come back, and is counted', async () => {
  for (const [limits, status, reason] of [
    [{ streams_per_address: 1 }, 429, 'streams_per_address'],
    [{ stream_attempts_per_minute: 1 }, 429, 'attempts'],
    [{ total_streams: 1 }, 503, 'total'],
  ] as const) {
    const server = await runServer({ config: { limits } })
    await sse.open(server.url).untilControl('hello')
    // Of a full server a stream is held, and counted all the same.
    const refused = await look(`${server.url}${reason === 'total' ? POLL : STREAM}`, {})
    expect(refused.status).toBe(status)
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(await webSocket.open(server.url).ended).toBe(`status ${status}`)
    expect(await metric(server.url, `watchfloor_stream_sheds_total{reason="${reason}"}`)).toBe(2)
  }
})

test('what a WebSocket may say is limited by settings too, closed with a code, and counted', async () => {
  const limits = { message_bytes: 2_000, messages_per_second: 1, messages_at_once: 20 }
  const server = await runServer({ config: { limits } })
  const large = openSocket(server.url, {})
  await large.client.untilControl('hello')
  large.say('x'.repeat(2_001))
  expect(await large.client.ended).toBe('1009')
  expect(await metric(server.url, 'realtime_errors_total{error_type="message_too_large"}')).toBe(1)

  const flood = openSocket(server.url, {})
  await flood.client.untilControl('hello')
  for (let n = 0; n < 30; n++) flood.say({ action: 'ping' })
  expect(await flood.client.ended).toBe('4291')
  expect(await metric(server.url, 'realtime_errors_total{error_type="too_many_messages"}')).toBe(1)
})

test('a body over limits.body_bytes is 413, says so, and is counted', async () => {
  const server = await runServer({ config: { limits: { body_bytes: 2_000 } } })
  const answer = await post(`${server.url}/api/v2/alerts`, [{ labels: { alertname: 'A'.repeat(3_000) } }])
  expect(answer.status).toBe(413)
  expect(await answer.text()).toContain('limits.body_bytes')
  expect(await metric(server.url, 'watchfloor_ingest_refused_total{code="413"}')).toBe(1)
})

test('P18: each stream is a row with what it follows and how far it is, and is closed by its id', async () => {
  const server = await runServer()
  const filter = { severity: ['critical' as const], filter: ['cluster="eu"'] }
  const streams = [sse.open(server.url, { filter }), webSocket.open(server.url)]
  for (const stream of streams) await stream.untilControl('hello')
  const rows = await connectionRows(server.url)
  expect(rows.map(({ transport }) => transport).sort()).toEqual(['sse', 'websocket'])
  const [row] = rows.filter(({ transport }) => transport === 'sse')
  expect(row).toMatchObject({ address: '127.0.0.1', filter, lag: 0, queued_bytes: 0, state: 'live' })
  expect(Date.parse(row?.since ?? '')).toBeGreaterThan(Date.now() - 60_000)
  expect(await metric(server.url, 'realtime_connections_active_total{transport="sse"}')).toBe(1)
  const health = (await (await fetch(`${server.url}/health/realtime`)).json()) as object
  expect(health).toMatchObject({ connections: { sse: 1, websocket: 1, lagging: 0, queued_bytes: 0 } })

  const close = (id: string) => fetch(`${server.url}/api/v2/connections/${id}`, { method: 'DELETE' })
  expect((await close(row?.id ?? '')).status).toBe(204)
  expect(await streams[0]?.ended).toBe('end')
  await until('the row to go', async () =>
    (await connectionRows(server.url)).every(({ id }) => id !== row?.id) ? true : undefined,
  )
  expect((await close(row?.id ?? '')).status).toBe(404)
  const [other] = await connectionRows(server.url)
  expect((await close(other?.id ?? '')).status).toBe(204)
  expect(await streams[1]?.ended).toBe('4212')
})
