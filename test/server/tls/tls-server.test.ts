import { once } from 'node:events'
import { copyFile, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { connect as connectPlain } from 'node:net'
import { connect } from 'node:tls'
import { type BoardSnapshot, PLAIN_SERVER } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, onTestFinished, test } from 'vitest'
import { answersItself } from '../../../server/src/cli/answers-itself.ts'
import { controlPath } from '../../../server/src/control-socket.ts'
import { openCertificate } from '../../../server/src/tls/certificate.ts'
import { fire } from '../../client/feed.ts'
import { HandClock } from '../../support/core/hand-clock.ts'
import { openDoor } from '../../support/http/open-door.ts'
import { runServer } from '../../support/http/run-server.ts'
import { makePair, shownAt, trust } from '../../support/network/certificates.ts'
import type { TestPair } from '../../support/network/make-pair.ts'
import { rawExchange, rawPeer } from '../../support/network/raw-exchange.ts'
import { openSocket, sse, webSocket } from '../../support/stream/stream-clients.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

type Config = NonNullable<Parameters<typeof runServer>[0]>['config']

async function secured(config: Config = {}): Promise<{ server: Server; pair: TestPair; data_dir: string }> {
  const pair = await makePair()
  trust(pair)
  const data_dir = await tempDir()
  const { certificate_file, key_file } = pair
  const server = await runServer({
    config: { data_dir, ...config, tls: { certificate_file, key_file, ...config.tls } },
  })
  return { server, pair, data_dir }
}

async function rowsOf({ url }: Server): Promise<BoardSnapshot['health']> {
  const board = await fetch(`${url}/api/v2/board`)
  return ((await board.json()) as BoardSnapshot).health
}

test('everything is served over TLS alone, with HSTS, and by the names and origins of https', async () => {
  const { server } = await secured()
  expect(server.url).toBe(`https://127.0.0.1:${server.port}`)
  for (const path of ['/api/v2/board', '/', '/nothing', '/api/v2/events/stream?severity=x', '/healthz']) {
    const { headers } = await fetch(server.url + path)
    expect([path, headers.get('strict-transport-security')]).toEqual([path, 'max-age=15724800'])
  }
  await openSocket(server.url, {}, { origin: server.url }).client.untilControl('hello')
  const plain = server.url.replace('https', 'http')
  expect(await openSocket(server.url, {}, { origin: plain }).client.ended).toBe('status 403')
  const written = (origin: string) =>
    fetch(`${server.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '[]',
    })
  expect((await written(server.url)).status).toBe(200)
  expect((await written(plain)).status).toBe(403)
  const rows = await until('the certificate’s row', async () => {
    const names = (await rowsOf(server)).map(({ component }) => component)
    return names.includes('TLS certificate') ? names : undefined
  })
  expect(rows).not.toContain(PLAIN_SERVER)
  const made = await fetch(`${server.url}/api/v2/join-links`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(await made.json()).toMatchObject({ server: server.url })
  expect(await answersItself(server.url)).toBe(true)
  expect(await answersItself(plain)).toBe(false)
})

test('its control socket goes on in plain, and promises nothing of https', async () => {
  const { data_dir } = await secured()
  const asked = get({
    socketPath: controlPath(data_dir),
    path: '/api/v2/credentials',
    headers: { host: 'localhost' },
  })
  const [answer] = await once(asked, 'response')
  answer.resume()
  expect([answer.statusCode, answer.headers['strict-transport-security']]).toEqual([200, undefined])
})

test('without hsts nothing is promised', async () => {
  const { server } = await secured({ tls: { hsts: 0 } })
  expect((await fetch(server.url)).headers.get('strict-transport-security')).toBeNull()
})

test('whoever speaks plain HTTP is told so in plain words, and is counted', async () => {
  const { server } = await secured()
  const plain = server.url.replace('https', 'http')
  const answer = await fetch(`${plain}/api/v2/board`)
  expect([answer.status, await answer.json()]).toEqual([
    400,
    expect.objectContaining({ message: expect.stringContaining('ask with https://') }),
  ])
  // However it is cut into pieces.
  const peer = rawPeer(server, 'G')
  await once(peer.socket, 'connect')
  peer.socket.write('ET / HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(await peer.said).toMatch(/^HTTP\/1\.1 400 /)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toContain('watchfloor_door_refusals_total{reason="tls"} 2')
  expect(metrics).toMatch(/watchfloor_tls_certificate_expiry_timestamp_seconds \d{10}(\.\d+)?\n/)
})

test('a handshake may come byte by byte, and a request right behind it', async () => {
  const { server } = await secured()
  const carrier = connectPlain(server.port, '127.0.0.1').setNoDelay(true)
  onTestFinished(() => void carrier.destroy())
  await once(carrier, 'connect')
  const relay = await import('node:stream').then(
    ({ Duplex }) =>
      new Duplex({
        read() {},
        write(bytes: Buffer, _encoding, done) {
          for (const byte of bytes) carrier.write(Buffer.of(byte))
          done()
        },
      }),
  )
  carrier.on('data', (bytes) => void relay.push(bytes))
  const socket = connect({ socket: relay, host: 'localhost', rejectUnauthorized: false })
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 /)
})

test('old versions and ciphers without forward secrecy are refused', async () => {
  const { server } = await secured()
  const attempt = async (options: object): Promise<string> => {
    const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
    const { promise, resolve } = Promise.withResolvers<string>()
    socket.on('secureConnect', () => resolve(socket.getProtocol() ?? ''))
    socket.on('error', () => resolve('refused'))
    return promise.finally(() => socket.destroy())
  }
  const old = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }
  expect(await attempt({ ...old, maxVersion: 'TLSv1.1' })).toBe('refused')
  expect(await attempt({ maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' })).toBe('refused')
  expect(await attempt({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2')
  expect(await attempt({})).toBe('TLSv1.3')
})

test('a renewed pair is shown to who comes then, and no stream is dropped; a broken one is refused, and told', async () => {
  const { server, pair } = await secured()
  const readers = [sse, webSocket].map((transport) => transport.open(server.url))
  for (const reader of readers) await reader.untilControl('hello')
  const before = await shownAt(server.port)
  expect(before).toBe(pair.certificate.trim())
  const next = await makePair()
  trust(next)
  await copyFile(next.certificate_file, pair.certificate_file)
  const broken = await fetch(`${server.url}/-/reload`, { method: 'POST' })
  expect([broken.status, await broken.text()]).toEqual([
    500,
    expect.stringMatching(/tls\.key_file.*is not the key of/),
  ])
  expect(await shownAt(server.port)).toBe(before)
  const row = await until('the row', async () => {
    const found = (await rowsOf(server)).find(({ component }) => component === 'TLS certificate')
    return found?.status === 'degraded' ? found : undefined
  })
  expect(row).toMatchObject({ message: expect.stringContaining('another was not taken') })
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
    '\nwatchfloor_tls_last_reload_successful 0\n',
  )

  await copyFile(next.key_file, pair.key_file)
  expect(await server.reload()).toEqual({ ok: true })
  expect(await shownAt(server.port)).toBe(next.certificate.trim())
  await fire(server.url, 'AfterRenewal')
  for (const reader of readers) await reader.until(({ events }) => events.length > 0)
})

test('whoever says nothing, or does not finish the handshake, is cut, and counts among the connections', async () => {
  const files = await makePair()
  const clock = new HandClock(Date.now())
  const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} } as never
  const certificate = openCertificate({
    files,
    host: undefined,
    clock,
    timers: clock,
    logger: quiet,
    onReload: () => {},
  })
  const patience = { head: 200, request: 300_000, look: 50, answer: 60_000 }
  const door = await openDoor({ certificate, patience })
  // The beginning of a handshake of 512 bytes.
  const begun = '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'
  for (const bytes of ['', '\x16', begun]) expect(await rawPeer(door, bytes).said).toBe('')

  const small = await openDoor({ certificate, connections: 3 })
  const held = ['', '\x16', begun].map((bytes) => rawPeer(small, bytes))
  await until('all to be counted', () => small.connections() === 3 || undefined)
  const socket = connect({ port: small.port, host: '127.0.0.1', rejectUnauthorized: false })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  expect(await Promise.race(held.map(({ said }) => said))).toBe('')
  expect([small.connections(), small.shed()]).toEqual([3, 1])
})

test('bytes that are no TLS end a connection and nothing else', async () => {
  const { server } = await secured()
  const seeds = [
    '\x16\x03\x01\x00\x05hello',
    `\x80\x2e\x01\x00\x02${'\0'.repeat(43)}`,
    '\x16'.repeat(70_000),
    '\xff'.repeat(100),
  ]
  for (const bytes of seeds) await rawPeer(server, bytes).said
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  expect((await rawExchange(server, '\0GET / HTTP/1.1\r\n\r\n')).status).toBe(400)
})

test('an unreadable file in the place of the key is told, too', async () => {
  const { server, pair } = await secured()
  await writeFile(pair.key_file, 'nothing')
  expect(await server.reload()).toMatchObject({ ok: false, problems: [{ where: 'tls.key_file' }] })
})
