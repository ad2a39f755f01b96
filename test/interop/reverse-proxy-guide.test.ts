import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { CredentialMade, parser } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { askControl } from '../../server/src/cli/ask-control.ts'
import { controlPath } from '../../server/src/control-socket.ts'
import { trust } from '../support/network/certificates.ts'
import {
  GUIDED,
  type Guided,
  type GuidedProxy,
  guideBlock,
  guidedProxy,
} from '../support/programs/guided-proxy.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { openSocket, sse } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

interface Site {
  readonly proxy: GuidedProxy
  readonly server: ServerProcess
  readonly ana: string
  readonly admin: string
}

/** The guide's settings and its proxy, both running. */
async function site(kind: Guided): Promise<Site> {
  const [proxy, folder] = [await guidedProxy(kind), await tempDir()]
  trust(proxy)
  const settings = (await guideBlock('yaml')).replace('https://watchfloor.example.com', proxy.url)
  const config = join(folder, 'server.yml')
  await writeFile(config, settings.replace(/^listen: .*$/m, ''))
  const server = await startServerProcess(join(folder, 'data'), { config })
  onTestFinished(() => server.program.stop())
  await proxy.start(server.address)
  const [ana, admin] = await Promise.all([
    tokenOf(join(folder, 'data'), 'Ana Lima', 'responder'),
    tokenOf(join(folder, 'data'), 'Root', 'admin'),
  ])
  return { proxy, server, ana, admin }
}

/** As watchfloor-server token asks for it. */
async function tokenOf(data: string, name: string, role: string): Promise<string> {
  const body = { name, role }
  const made = await askControl(controlPath(data), 'POST', '/credentials', parser(CredentialMade), body)
  if (!made.ok) throw new Error(made.error)
  return made.value.token
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Opens a stream from another address of this machine; it stays open. */
async function openFrom(localAddress: string, { url }: GuidedProxy, headers: object): Promise<number> {
  const { port } = new URL(url)
  const path = '/api/v2/events/stream'
  const asked = request({
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    path,
    localAddress,
    agent: false,
    headers: { host: `localhost:${port}`, ...headers },
  })
  asked.on('error', () => undefined)
  onTestFinished(() => void asked.destroy())
  const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage]
  answer.on('error', () => undefined).resume()
  return answer.statusCode ?? 0
}

/** One request as these bytes, through TLS; what came back until the proxy, or patience, ended it. */
async function through({ port }: GuidedProxy, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ALPNProtocols: ['http/1.1'] })
  onTestFinished(() => void socket.destroy())
  let said = ''
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1')
    // Each of them asks to be closed, or is refused; a proxy that waits for more has answered all it will.
    if (/\r\n\r\n/.test(said)) setTimeout(resolve, 50)
  })
  socket.on('error', () => resolve())
  socket.on('close', () => resolve())
  socket.write(bytes, 'latin1')
  setTimeout(resolve, 500)
  await promise
  socket.destroy()
  return said
}

/** People and programs sign in, streams are not held back, and everybody is who they are. */
async function serves({ proxy, server, ana, admin }: Site): Promise<void> {
  const { url } = proxy
  const anonymous = await fetch(`${url}/api/v2/board`)
  expect([anonymous.status, anonymous.headers.get('strict-transport-security')]).toEqual([
    401,
    'max-age=15724800',
  ])

  // A page of this very site signs in and carries its cookie; another's does not.
  const signIn = (origin: string) =>
    fetch(`${url}/api/v2/session`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token: ana }),
    })
  expect((await signIn('https://evil.example.com')).status).toBe(403)
  const session = await signIn(url)
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect([session.status, cookie]).toEqual([200, expect.stringMatching(/^__Host-watchfloor=./)])
  expect((await fetch(`${url}/api/v2/board`, { headers: { cookie } })).status).toBe(200)

  const readers = [
    sse.open(url, { headers: { cookie } }),
    openSocket(url, {}, { origin: url, headers: { cookie } }).client,
  ]
  for (const reader of readers) await reader.untilControl('hello')
  const alert = { method: 'POST', headers: { ...bearer(ana), 'content-type': 'application/json' } }
  await fetch(`${url}/api/v2/alerts`, { ...alert, body: '[{"labels":{"alertname":"Passed"}}]' })
  for (const reader of readers) await reader.until(({ events }) => events.length > 0)
  const foreign = openSocket(url, {}, { origin: 'https://evil.example.com', headers: { cookie } })
  expect(await foreign.client.ended).toBe('status 403')
  const large = await fetch(`${url}/api/v2/alerts`, { ...alert, body: '[]'.padEnd(10_000_000, ' ') })
  expect(large.status).toBe(200)

  // What a client claims of itself is replaced.
  const claims = {
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
    'x-real-ip': '203.0.113.9',
  }
  expect(await openFrom('127.0.0.2', proxy, { ...bearer(ana), ...claims })).toBe(200)
  const connections = await fetch(`${server.url}/api/v2/connections`, { headers: bearer(admin) })
  const told = (await connections.json()) as { connections: { address: string }[] }
  // The proxy itself is trusted, so whoever is on its machine is it.
  expect(told.connections.map(({ address }) => address).toSorted()).toEqual([
    '127.0.0.1',
    '127.0.0.1',
    '127.0.0.2',
  ])
}

/** Ways to spell what the rule of each proxy forbids. */
const SPELLINGS = [
  '/api/v2/credentials',
  '/api/v2/credentials/',
  '/api/v2/credentials?x',
  '/api/v2/credentials/abc',
  '//api/v2/credentials',
  '/api//v2/credentials',
  '/api/v2//credentials',
  '/./api/v2/credentials',
  '/x/../api/v2/credentials',
  '/api/v2/alerts/../credentials',
  '/api/v2/alerts/%2e%2e/credentials',
  '/api/v2/alerts/..%2fcredentials',
  '/api/v2/alerts/..;/credentials',
  '/api/v2/alerts;/../credentials',
  '/api/v2/%63redentials',
  '/api/v2/credential%73',
  '/%61pi/v2/credentials',
  '/api%2fv2%2fcredentials',
  '/api/v2/%2563redentials',
  '/api/v2/CREDENTIALS',
  '/API/v2/credentials',
  '/api/v2/credentials;x=1',
  '/api/v2;x/credentials',
  '/api/v2/credentials%00',
  '/api/v2/credentials%20',
  '/api/v2/credentials%0d%0a',
  '/api/v2/credentials.',
  '/api/v2/credentials#x',
  '/healthz#/../api/v2/credentials',
  '/api\\v2\\credentials',
  '/%5c..%5capi/v2/credentials',
  '/api/v2/%c0%ae%c0%ae/credentials',
  '/api/v2/\u0063redentials',
  'http://localhost/api/v2/credentials',
  'http://localhost/api/v2/%63redentials',
  'HTTP://localhost//api/v2/credentials',
  'http://localhost@127.0.0.1/api/v2/credentials',
  'http:///api/v2/credentials',
  '*',
  'api/v2/credentials',
]

/** What its rule forbids is reached by no spelling, no header, and no second request inside of one. */
async function holds({ proxy, server, admin }: Site): Promise<void> {
  const host = `Host: localhost:${proxy.port}`
  const auth = `Authorization: Bearer ${admin}`
  const get = (target: string, ...lines: string[]) =>
    [`GET ${target} HTTP/1.1`, host, auth, 'Connection: close', ...lines, '', ''].join('\r\n')
  const hidden = `GET /api/v2/credentials HTTP/1.1\r\n${host}\r\n${auth}\r\n\r\n`
  const post = (...lines: string[]) =>
    [`POST /api/v2/alerts HTTP/1.1`, host, auth, 'Content-Type: application/json', ...lines].join('\r\n')
  const after = (body: string): string => `${body}${hidden}`
  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`

  const attempts = [
    ...SPELLINGS.map((target) => get(target)),
    ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Path', 'X-Forwarded-Prefix', 'X-Original-URI'].map(
      (name) => get('/healthz', `${name}: /api/v2/credentials`),
    ),
    get('/healthz', 'X-HTTP-Method-Override: POST'),
    get('/api/v2/credentials', `Host: localhost`),
    get('/api/v2/credentials', 'X-Forwarded-For: 127.0.0.1', 'X-Forwarded-Host: localhost'),
    get(
      '/api/v2/credentials',
      'X_Forwarded_For: 127.0.0.1',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ),
    // A second request in the body of one, by what each side may count otherwise.
    post(`Content-Length: 2`, `Content-Length: ${hidden.length + 2}`, '', after('[]')),
    post(`Content-Length: ${hidden.length + 5}`, 'Transfer-Encoding: chunked', '', after('0\r\n\r\n')),
    post('Transfer-Encoding: chunked', `Content-Length: 5`, '', after('0\r\n\r\n')),
    post(
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: identity',
      `Content-Length: ${hidden.length + 5}`,
      '',
      after('0\r\n\r\n'),
    ),
    post('Transfer-Encoding : chunked', `Content-Length: ${hidden.length + 5}`, '', after('0\r\n\r\n')),
    post('Transfer-Encoding: xchunked', `Content-Length: ${hidden.length + 5}`, '', after('0\r\n\r\n')),
    post('Transfer-Encoding:\u000bchunked', `Content-Length: ${hidden.length + 5}`, '', after('0\r\n\r\n')),
    post('Transfer-Encoding: "chunked"', `Content-Length: ${hidden.length + 5}`, '', after('0\r\n\r\n')),
    post('X: y\nTransfer-Encoding: chunked', `Content-Length: ${hidden.length + 5}`, '', after('0\r\n\r\n')),
    post('Content-Length: +2', '', after('[]')),
    post('Content-Length: 0x2', '', after('[]')),
    post('Content-Length : 2', '', after('[]')),
    post('Content-Length: 2, 2', '', '[]'),
    post(
      'Transfer-Encoding: chunked',
      '',
      `2;a=b\n\r\n[]\r\n0\r\n\r\n${hidden}`.replace('\n\r\n', `\n${hidden}\r\n`),
    ),
    post('Transfer-Encoding: chunked', '', `${chunk('[]')}0\n\n${hidden}`),
    post('Transfer-Encoding: chunked', '', `2\n[]\n0\n\n${hidden}`),
    post('Transfer-Encoding: chunked', '', `2 \r\n[]\r\n0\r\nX: ${hidden}\r\n\r\n`),
    post('Transfer-Encoding: chunked', '', `-2\r\n[]\r\n0\r\n\r\n${hidden}`),
    post('Transfer-Encoding: chunked', '', `10000000000000002\r\n[]\r\n0\r\n\r\n${hidden}`),
    `GET /healthz HTTP/1.1\r\n${host}\r\nContent-Length: ${hidden.length}\r\nConnection: Content-Length\r\n\r\n${hidden}`,
    // Something that is no tunnel, taken for one.
    `GET /healthz HTTP/1.1\r\n${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n${hidden}`,
    `GET /ws/dashboard HTTP/1.1\r\n${host}\r\n${auth}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n${hidden}`,
    `GET /ws/dashboard HTTP/1.1\r\n${host}\r\n${auth}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n${hidden}`,
    `GET /healthz HTTP/1.1\n${host}\n\n${hidden}`,
    `GET /healthz HTTP/1.1\r\n${host}\r\nX: a\r\n\tb\r\n\r\n`,
    `GET /healthz HTTP/1.1 \r\n${host}\r\n\r\n`,
    `GET\t/api/v2/credentials\tHTTP/1.1\r\n${host}\r\n${auth}\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\n${host}\r\nX: \0\r\n\r\n`,
    `GET /api/v2/credentials\r\n\r\n`,
    `GET /api/v2/credentials HTTP/0.9\r\n${host}\r\n${auth}\r\n\r\n`,
  ]
  const asked = async (): Promise<number> => {
    const metrics = await (await fetch(`${server.url}/metrics`, { headers: bearer(admin) })).text()
    const found = metrics.matchAll(
      /^watchfloor_http_requests_total\{.*route="\/api\/v2\/credentials.*\} (\d+)$/gm,
    )
    return Array.from(found, ([, count]) => Number(count)).reduce((sum, one) => sum + one, 0)
  }
  // The tokens, by the control socket.
  const made = await asked()
  await Promise.all(
    attempts.map(async (attempt) => {
      const said = await through(proxy, attempt)
      expect(said, `${attempt}\n→\n${said}`).not.toContain('"name":"Root"')
    }),
  )
  // Pipelined, the proxy sees both requests, and judges each.
  await through(proxy, `GET /healthz HTTP/1.1\r\n${host}\r\n\r\n${hidden}`)

  expect(await asked()).toBe(made)
  // What was counted is counted: without the proxy it is there.
  const list = await fetch(`${server.url}/api/v2/credentials`, { headers: bearer(admin) })
  expect(await list.text()).toContain('"name":"Root"')
  expect(await asked()).toBe(made + 1)
  // And the proxy lets through what it should.
  expect((await fetch(`${proxy.url}/api/v2/board`, { headers: bearer(admin) })).status).toBe(200)
}

test.each(GUIDED)(
  'the guide’s %s serves all that there is, and what its rule forbids is reached by no way',
  async (kind) => {
    const guided = await site(kind)
    await serves(guided)
    await holds(guided)
  },
)
