import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { boardOf } from '../../../support/http/board-of.ts'
import { runServer, sharedServer } from '../../../support/http/run-server.ts'
import { type RawAnswer, rawExchange } from '../../../support/network/raw-exchange.ts'
import { until } from '../../../support/until.ts'

const shared = sharedServer({
  config: {
    hosts: ['watchfloor', 'wf.internal:9095', 'my_service'],
    external_url: 'https://ops.example.com/wf',
    web: { route_prefix: '/' },
    insecure_open: true,
    limits: { streams_per_address: 10_000, stream_attempts_per_minute: 10_000 },
  },
})

/** One request of each kind; what follows the request line and `Host`. */
const KINDS: Readonly<Record<string, readonly [line: string, rest?: string]>> = {
  'the board': ['GET /api/v2/board HTTP/1.1'],
  'Alertmanager’s status': ['GET /api/v2/status HTTP/1.1'],
  health: ['GET /healthz HTTP/1.1'],
  'the page': ['HEAD / HTTP/1.1'],
  metrics: ['GET /metrics HTTP/1.1'],
  'an unknown path': ['GET /nothing HTTP/1.1'],
  'a write': [
    'POST /api/v2/alerts HTTP/1.1',
    'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n[]',
  ],
  'a reload': ['POST /-/reload HTTP/1.1', 'Content-Length: 0\r\n\r\n'],
  'a preflight': ['OPTIONS /api/v2/silences HTTP/1.1', 'Access-Control-Request-Method: POST\r\n\r\n'],
  SSE: ['GET /api/v2/events/stream HTTP/1.1'],
  'SSE as HTTP/1.0': ['GET /api/v2/events/stream HTTP/1.0'],
  polling: ['GET /api/v2/events HTTP/1.1'],
  'a WebSocket': [
    'GET /ws/dashboard HTTP/1.1',
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  ],
}

function under(host: string, kind: keyof typeof KINDS = 'the board'): Promise<RawAnswer> {
  const [line, rest = 'Connection: close\r\n\r\n'] = KINDS[kind] ?? ['']
  return rawExchange(shared(), `${line}\r\nHost: ${host}\r\n${rest}`)
}

test.each([
  '127.0.0.1',
  '127.0.0.1:9095',
  '10.1.2.3:80',
  '[::1]',
  '[::1]:9095',
  '[2001:db8::1]:9095',
  '[fe80::1%25eth0]:9095',
  'localhost',
  'LocalHost:9095',
  'localhost.:9095',
  'watchfloor',
  'WATCHFLOOR:1234',
  'watchfloor.:9095',
  'wf.internal:9095',
  'WF.internal.:9095',
  'my_service:9095',
  'ops.example.com',
  'OPS.example.com.:443',
  hostname(),
])('this server answers to Host: %s', async (host) => {
  expect((await under(host)).status).toBe(200)
})

test.each([
  'evil.example',
  'evil.example:9095',
  'wf.internal',
  'wf.internal:80',
  'watchfloor.evil.example',
  'xwatchfloor',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'ops.example.com.evil',
  'example.com',
  '[::1',
  '[evil]',
  '::1',
  '2130706433',
  '0x7f.1',
  'someone@127.0.0.1',
  '127.0.0.1:9095:9095',
  '127.0.0.1/evil.example',
  '127.0.0.1, evil.example',
  '',
])('it does not answer to Host: %s', async (host) => {
  const answer = await under(host)
  expect(answer.status).toBe(421)
  const body = JSON.parse(answer.body) as { code: number; message: string; error: { code: string } }
  expect([body.code, body.error.code]).toEqual([421, 'misdirected'])
  expect(body.message).toContain(JSON.stringify(host))
})

test.each(Object.keys(KINDS))(
  'a strange name is refused before anything else for %s, and says what to do',
  async (kind) => {
    const answer = await under('Grafana-Net.example:9095', kind)
    expect(answer.status).toBe(421)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    if (kind === 'the page') return
    expect(answer.body).toContain('Grafana-Net.example:9095')
    expect(answer.body).toMatch(/add grafana-net\.example to the setting hosts \(WATCHFLOOR_HOSTS\)/)
  },
)

test('two Host headers, and none, are refused; HTTP/1.0 may leave it out', async () => {
  const lines = (...hosts: string[]) =>
    ['GET /api/v2/board HTTP/1.1', ...hosts, 'Connection: close', '', ''].join('\r\n')
  for (const request of [
    lines('Host: 127.0.0.1', 'Host: 127.0.0.1'),
    lines('Host: 127.0.0.1', 'hOST: evil.example'),
    lines('Host: evil.example', 'Host: 127.0.0.1'),
    lines(),
  ]) {
    expect((await rawExchange(shared(), request)).status).toBe(400)
  }
  expect((await rawExchange(shared(), 'GET /api/v2/board HTTP/1.0\r\n\r\n')).status).toBe(200)
  const twice = 'GET /api/v2/board HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n'
  expect((await rawExchange(shared(), twice)).status).toBe(400)
})

test('a whole URL in the request line is read as its path, and its host must be ours too', async () => {
  const ask = (target: string, host = '127.0.0.1') =>
    rawExchange(shared(), `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect((await ask('http://127.0.0.1:9095/api/v2/board')).status).toBe(200)
  expect((await ask('HTTPS://watchfloor/api/v2/events?wait=0')).status).toBe(200)
  expect((await ask('http://evil.example/api/v2/board')).status).toBe(421)
  expect((await ask('http://evil.example/api/v2/events/stream')).status).toBe(421)
  expect((await ask('http://127.0.0.1/api/v2/board', 'evil.example')).status).toBe(421)
  expect((await ask('ftp://127.0.0.1/api/v2/board')).status).toBe(400)
})

test('the health page names who asks for what, and forgets it; a flood of names does not push out the first', async () => {
  const server = await runServer({ config: {} })
  const ask = (host: string, agent = 'x') =>
    rawExchange(
      server,
      `POST /api/v2/alerts HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: ${agent}\r\nConnection: close\r\n\r\n`,
    )
  expect((await ask('watchfloor:9095', 'Prometheus/2.53.0')).status).toBe(421)
  const row = await until('the row', async () =>
    (await boardOf(server)).health.find(({ component }) => component === 'Host names'),
  )
  expect(row.status).toBe('degraded')
  expect(row.message).toContain('"watchfloor" (Prometheus at 127.0.0.1)')
  expect(row.message).toContain('setting hosts')

  await Promise.all(Array.from({ length: 50 }, (_, n) => ask(`flood-${n}.example`)))
  const later = await until('the row to say more', async () => {
    const found = (await boardOf(server)).health.find(({ component }) => component === 'Host names')
    return found?.message?.includes(' and more') ? found : undefined
  })
  expect(later.message).toContain('"watchfloor" (Prometheus at 127.0.0.1)')
  expect(later.message?.length).toBeLessThan(1_000)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toContain('watchfloor_door_refusals_total{reason="host"} 51')
})

test('behind a trusted proxy, what it says was asked for must be ours too; what others say of that is nothing', async () => {
  const ask = (server: { readonly port: number }, host: string, forwarded: string) =>
    rawExchange(
      server,
      `GET /api/v2/board HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: ${forwarded}\r\nConnection: close\r\n\r\n`,
    )
  const trusting = await runServer({
    config: { insecure_open: true, trusted_proxies: ['127.0.0.1'], hosts: ['ops.example.com'] },
  })
  expect((await ask(trusting, '127.0.0.1', 'ops.example.com')).status).toBe(200)
  expect((await ask(trusting, '127.0.0.1', 'evil.example')).status).toBe(421)
  expect((await ask(trusting, '127.0.0.1', 'ops.example.com, evil.example')).status).toBe(421)
  expect((await ask(trusting, 'evil.example', 'ops.example.com')).status).toBe(421)
  expect((await ask(shared(), '127.0.0.1', 'evil.example')).status).toBe(200)
  expect((await ask(shared(), 'evil.example', '127.0.0.1')).status).toBe(421)
})
