import { expect, test } from 'vitest'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import { type RawAnswer, rawExchange } from '../../../support/network/raw-exchange.ts'
import { openSocket, sse } from '../../../support/stream/stream-clients.ts'

const LISTED = 'https://karma.example.com'
const FOREIGN = 'https://evil.example'
const many = { streams_per_address: 1_000, stream_attempts_per_minute: 10_000 }
const shared = sharedServer({ config: { allowed_origins: [LISTED], limits: many } })

const UPGRADE =
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
const LAST = 'Connection: close\r\n\r\n'

/** Everything that a page of another origin could be after: request line, and what ends the request. */
const KINDS: Readonly<Record<string, readonly [line: string, end: string]>> = {
  'a write': ['POST /api/v2/alerts', `Content-Type: application/json\r\nContent-Length: 2\r\n${LAST}[]`],
  'a form': ['POST /api/v2/webhooks/generic', `Content-Type: text/plain\r\nContent-Length: 2\r\n${LAST}{}`],
  'an end': ['DELETE /api/v2/silence/00000000-0000-0000-0000-000000000000', LAST],
  'a reload': ['POST /-/reload', `Content-Length: 0\r\n${LAST}`],
  SSE: ['GET /api/v2/events/stream', LAST],
  'SSE with a slash': ['GET /api/v2/events/stream/?x=1', LAST],
  'SSE as HEAD': ['HEAD /api/v2/events/stream', LAST],
  polling: ['GET /api/v2/events?wait=0', LAST],
  'a WebSocket': ['GET /ws/dashboard', UPGRADE],
  reading: ['GET /api/v2/board', LAST],
  history: ['GET /api/v2/history', LAST],
}

function ask(
  server: { readonly port: number },
  kind: string,
  headers: Readonly<Record<string, string>>,
): Promise<RawAnswer> {
  const [line, end] = KINDS[kind] ?? ['', '']
  const host = headers.host ?? `127.0.0.1:${server.port}`
  const rest = Object.entries(headers).filter(([name]) => name !== 'host')
  const lines = [['host', host], ...rest].map(([name, value]) => `${name}: ${value}\r\n`)
  return rawExchange(server, `${line} HTTP/1.1\r\n${lines.join('')}${end}`)
}

const IMAGE = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }

test.each(Object.keys(KINDS))('a page of another origin gets nowhere with %s', async (kind) => {
  const own = `http://127.0.0.1:${shared().port}`
  for (const headers of [
    { origin: FOREIGN },
    { origin: 'null' },
    { origin: own.replace('http:', 'https:') },
    { origin: own.replace(/:\d+$/, ':1') },
    { origin: own.replace('127.0.0.1', 'localhost') },
    { origin: `${own}.evil.example` },
    { origin: own, 'sec-fetch-site': 'cross-site' },
    { ...IMAGE, 'sec-fetch-site': 'cross-site' },
    { ...IMAGE, 'sec-fetch-site': 'same-site' },
    { ...IMAGE, 'sec-fetch-site': 'SAME-ORIGIN' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ]) {
    const answer = await ask(shared(), kind, headers)
    expect([answer.status, headers]).toEqual([403, headers])
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  }
})

test('a refusal says which page, what, and which setting', async () => {
  const { body } = await ask(shared(), 'a write', { origin: FOREIGN })
  const { code, message, error } = JSON.parse(body)
  expect([code, error.code]).toEqual([403, 'origin'])
  expect(message).toMatch(/^POST \/api\/v2\/alerts by a page of "https:\/\/evil.example" is refused/)
  expect(message).toContain('allowed_origins')
})

test.each(Object.keys(KINDS).filter((kind) => !/SSE|Socket/.test(kind)))(
  '%s works for the own page, a listed one and a program',
  async (kind) => {
    const own = `http://127.0.0.1:${shared().port}`
    for (const headers of [
      {},
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin' },
      { origin: own },
      { origin: own, 'sec-fetch-site': 'same-origin' },
      { origin: LISTED, 'sec-fetch-site': 'cross-site' },
      { referer: `${FOREIGN}/wiki`, 'sec-fetch-site': 'none' },
    ]) {
      expect([(await ask(shared(), kind, headers)).status, headers]).not.toEqual([403, headers])
    }
  },
)

test('streams open for the own page, a listed one and a program', async () => {
  for (const headers of [{}, { origin: shared().url }, { origin: LISTED, 'sec-fetch-site': 'cross-site' }]) {
    const leaving = new AbortController()
    const { signal } = leaving
    const stream = await fetch(`${shared().url}/api/v2/events/stream`, { headers, signal })
    expect(stream.status).toBe(200)
    leaving.abort()
    await openSocket(shared().url, {}, { headers }).client.untilControl('hello')
  }
})

test('whoever follows a link to the board arrives; nobody is led into a stream that way', async () => {
  const visit = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  expect((await ask(shared(), 'reading', visit)).status).toBe(200)
  for (const kind of ['SSE', 'SSE with a slash', 'polling', 'a write', 'a form']) {
    expect((await ask(shared(), kind, visit)).status).toBe(403)
  }
})

test('what foreign pages ask for costs the address nothing: its own streams open all the same', async () => {
  const limits = { streams_per_address: 2, stream_attempts_per_minute: 2 }
  const server = await runServer({ config: { limits } })
  const kinds = ['SSE', 'SSE with a slash', 'SSE as HEAD', 'polling', 'a WebSocket']
  const makers = [
    { ...IMAGE, 'sec-fetch-site': 'cross-site' },
    { origin: FOREIGN },
    // Over plain HTTP to an address that is not loopback, browsers say nothing else.
    { referer: `${FOREIGN}/` },
  ]
  for (let round = 0; round < 5; round++) {
    for (const kind of kinds) {
      for (const headers of makers) expect((await ask(server, kind, headers)).status).toBe(403)
    }
  }
  await sse.open(server.url).untilControl('hello')
  await openSocket(server.url, {}).client.untilControl('hello')
})

test('behind a trusted proxy, the own page is the one that the proxy was asked for, scheme and all', async () => {
  const hosts = ['ops.example.com']
  const server = await runServer({ config: { insecure_open: true, trusted_proxies: ['127.0.0.1'], hosts } })
  const through = { 'x-forwarded-host': 'ops.example.com', 'x-forwarded-proto': 'https' }
  const write = async (headers: Record<string, string>) => (await ask(server, 'a write', headers)).status
  expect(await write({ ...through, origin: 'https://ops.example.com' })).toBe(200)
  expect(await write({ ...through, origin: 'http://ops.example.com' })).toBe(403)
  expect(await write({ ...through, origin: 'https://ops.example.com:8443' })).toBe(403)
  expect(await write({ ...through, origin: `http://127.0.0.1:${server.port}` })).toBe(403)
  const port = { 'x-forwarded-host': 'ops.example.com:443', 'x-forwarded-proto': 'https' }
  expect(await write({ ...port, origin: 'https://ops.example.com' })).toBe(200)
  const passed = { host: 'ops.example.com', 'x-forwarded-proto': 'https' }
  expect(await write({ ...passed, origin: 'https://ops.example.com' })).toBe(200)
  expect(await write({ host: 'ops.example.com', origin: 'https://ops.example.com' })).toBe(403)

  const untrusting = await runServer({ config: { insecure_open: true, hosts } })
  const there = (headers: Record<string, string>) => ask(untrusting, 'a write', headers)
  expect((await there({ ...passed, origin: 'https://ops.example.com' })).status).toBe(403)
  expect((await there({ ...passed, origin: 'http://ops.example.com' })).status).toBe(200)
})

test('external_url says what the own page is where a proxy says nothing', async () => {
  const web = { route_prefix: '/' }
  const server = await runServer({ config: { external_url: 'https://ops.example.com/wf/', web } })
  const write = async (origin: string) =>
    (await ask(server, 'a write', { host: 'ops.example.com', origin })).status
  expect(await write('https://ops.example.com')).toBe(200)
  expect(await write('https://OPS.example.com')).toBe(200)
  expect(await write('https://ops.example.com:444')).toBe(403)
  expect(await write('https://ops.example.com/wf')).toBe(403)
})
