import { once } from 'node:events'
import { expect, test } from 'vitest'
import { post as postJson } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'
import { parseAnswer, rawExchange, rawPeer } from '../../../support/network/raw-exchange.ts'
import { openSocket } from '../../../support/stream/stream-clients.ts'

const shared = sharedServer({
  config: { limits: { streams_per_address: 1_000, stream_attempts_per_minute: 10_000 } },
})

const get = (target: string, ...lines: string[]): string =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', ...lines, 'Connection: close', '', ''].join('\r\n')
const post = (path: string, ...lines: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', ...lines].join('\r\n')
const JSON_TYPE = 'Content-Type: application/json'
const upgrade = (path: string, ...lines: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: Upgrade', ...lines, '', ''].join('\r\n')
const WEBSOCKET = 'Upgrade: websocket'

/** Answers of every kind, each given by another part of the server. */
test.each([
  ['an API', get('/api/v2/alerts'), 200],
  ['our own API', get('/api/v2/board'), 200],
  ['a long list', get('/api/v2/alerts/groups'), 200],
  ['the page', get('/'), 0],
  ['a file that is not there', get('/assets/none.js'), 404],
  ['an unknown path', get('/api/v2/nothing'), 404],
  ['the removed API', get('/api/v1/alerts'), 410],
  [
    'a method that the path has not',
    'PATCH /api/v2/board HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    405,
  ],
  ['a method that no path has', 'TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', 404],
  ['a method that nobody knows', 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ['a URL that cannot be decoded', get('/api/v2/alerts/%zz'), 400],
  ['a URL that is no UTF-8', get('/%ff'), 400],
  ['a parameter that is too long', get(`/api/v2/alerts/${'a'.repeat(900)}`), 404],
  ['a line that is no URL', 'GET nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ['a fragment', get('/api/v2/alerts#x'), 400],
  ['a fragment of a whole URL', get('http://localhost/api/v2/alerts#x'), 400],
  ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
  ['a head that is no HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n', 400],
  ['another version', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n', 400],
  ['two lengths', post('/api/v2/alerts', 'Content-Length: 2', 'Content-Length: 3', '', '[]'), 400],
  [
    'a length and chunks',
    post('/api/v2/alerts', 'Content-Length: 2', 'Transfer-Encoding: chunked', '', '[]'),
    400,
  ],
  ['a broken chunk', post('/api/v2/alerts', JSON_TYPE, 'Transfer-Encoding: chunked', '', 'zz\r\n[]'), 400],
  ['a head that is too large', get('/', `X-Filler: ${'x'.repeat(20_000)}`), 431],
  ['an expectation', get('/', 'Expect: the-unexpected'), 417],
  [
    'a body that is no JSON',
    post('/api/v2/alerts', JSON_TYPE, 'Content-Length: 1', 'Connection: close', '', '{'),
    400,
  ],
  ['a wrong type', post('/api/v2/alerts', 'Content-Length: 2', 'Connection: close', '', '[]'), 415],
  ['a poll', get('/api/v2/events'), 200],
  ['a bad poll', get('/api/v2/events?wait=x'), 400],
  ['a bad stream', get('/api/v2/events/stream?filter=x'), 400],
  [
    'a stream’s path',
    'DELETE /api/v2/events/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    405,
  ],
  ['a WebSocket’s path', get('/ws/dashboard'), 426],
  ['an upgrade elsewhere', upgrade('/api/v2/alerts', WEBSOCKET), 404],
  ['an upgrade to something else', upgrade('/ws/dashboard', 'Upgrade: h2c'), 400],
  ['a broken handshake', upgrade('/ws/dashboard', WEBSOCKET, 'Sec-WebSocket-Key: short'), 400],
  ['health', get('/healthz'), 200],
  ['metrics', get('/metrics'), 200],
] as const)('%s has the security headers', async (_what, bytes, status) => {
  const answer = await rawExchange(shared(), bytes)
  if (status !== 0) expect([answer.status, answer.body.slice(0, 200)]).toEqual([status, expect.anything()])
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
  })
})

test('a stream and a handshake have them too', async () => {
  const leaving = new AbortController()
  const { headers } = await fetch(`${shared().url}/api/v2/events/stream`, { signal: leaving.signal })
  leaving.abort()
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")

  const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
  const peer = rawPeer(shared(), upgrade('/ws/dashboard', WEBSOCKET, ...key))
  peer.socket.once('data', () => peer.socket.end())
  const shake = parseAnswer(await peer.said)
  expect(shake.status).toBe(101)
  expect(shake.headers).toMatchObject({ 'x-content-type-options': 'nosniff' })
})

test('pages may load their own scripts and nothing else; a Host that is no host does not get into the policy', async () => {
  const { headers } = await fetch(`${shared().url}/`)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("style-src 'self' 'unsafe-inline'")
  expect(policy).toContain(`connect-src 'self' ws://${new URL(shared().url).host}`)
  const strange = await rawExchange(
    shared(),
    "GET / HTTP/1.1\r\nHost: x 'unsafe-eval'\r\nConnection: close\r\n\r\n",
  )
  expect(strange.headers['content-security-policy']).not.toContain('unsafe-eval')
})

test('what is data may load nothing at all, and is not kept', async () => {
  const { headers } = await fetch(`${shared().url}/api/v2/status`)
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy.split('; ')).toContain("default-src 'none'")
  expect(policy).not.toContain("'self'")
  expect(headers.get('cache-control')).toBe('no-store')
})

test('bytes that are no request do not get into a stream that is under way on their connection', async () => {
  const { socket, said } = rawPeer(shared(), 'GET /api/v2/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(socket, 'data')
  socket.write('no request at all\r\n\r\n')
  const next = once(socket, 'data')
  await postJson(`${shared().url}/api/v2/alerts`, [{ labels: { alertname: 'AfterThem' } }])
  await next
  // Whoever ends his half has left.
  socket.end()
  const text = await said
  expect(text).toMatch(/^HTTP\/1\.1 200 /)
  expect(text).toContain('AfterThem')
  expect(text).not.toContain('HTTP/1.1 400')
  await openSocket(shared().url, {}).client.untilControl('hello')
})
