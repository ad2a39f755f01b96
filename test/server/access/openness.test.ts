import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { BoardSnapshot } from '@watchfloor/contract'
import { OPEN_SERVER, PLAIN_SERVER } from '@watchfloor/contract'
import { StartProblem } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { controlPath } from '../../../server/src/control-socket.ts'
import { runServer } from '../../support/http/run-server.ts'
import { makePair } from '../../support/network/certificates.ts'
import { rawExchange } from '../../support/network/raw-exchange.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

const EVERYWHERE = '0.0.0.0:0'

test('a server that others can reach does not start open, unless that is said in so many words', async () => {
  const exposed = runServer({ listen: EVERYWHERE })
  await expect(exposed).rejects.toThrow(StartProblem)
  await expect(exposed).rejects.toThrow(/0\.0\.0\.0:0 can be reached by other machines.*--insecure-open/)
  const proxied = runServer({ config: { trusted_proxies: ['10.0.0.7'] } })
  await expect(proxied).rejects.toThrow(/trusted_proxies bring people of other machines.*sign_in: tokens/)
  await runServer({ listen: EVERYWHERE, config: { insecure_open: true } })
})

test('people do not sign in over plain HTTP that others could read, unless that is said in so many words', async () => {
  const sign_in = 'tokens' as const
  const readable = runServer({ listen: EVERYWHERE, config: { sign_in } })
  await expect(readable).rejects.toThrow(StartProblem)
  await expect(readable).rejects.toThrow(
    /0\.0\.0\.0:0 .* over plain HTTP.*tls\.certificate_file.*trusted_proxies.*--insecure-http/,
  )
  // To be open to everybody is not to have said it.
  await expect(runServer({ listen: EVERYWHERE, config: { sign_in, insecure_open: true } })).rejects.toThrow(
    /--insecure-http/,
  )
  const { certificate_file, key_file } = await makePair()
  for (const config of [
    { sign_in, insecure_http: true },
    { sign_in, trusted_proxies: ['10.0.0.7'] },
    { sign_in, tls: { certificate_file, key_file } },
  ])
    await runServer({ listen: EVERYWHERE, config })
  await runServer({ config: { sign_in } })
})

test('plain HTTP on purpose: a red row on every board, and a metric', async () => {
  const data_dir = await tempDir()
  const config = { data_dir, sign_in: 'tokens', insecure_http: true } as const
  const plain = await runServer({ listen: EVERYWHERE, config })
  const rows = await until('the row', () => {
    const { health } = plain.core.board()
    return health.find(({ component }) => component === PLAIN_SERVER)
  })
  expect(rows).toMatchObject({
    status: 'unhealthy',
    message: expect.stringContaining('whoever is on the way can read their tokens'),
  })
  const asked = get({ socketPath: controlPath(data_dir), path: '/metrics', headers: { host: 'localhost' } })
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  expect(await text(answer)).toContain('\nwatchfloor_sign_in_over_plain_http 1\n')
})

test('open on purpose: a red row on every board, and a metric', async () => {
  const open = await runServer({ listen: EVERYWHERE, config: { insecure_open: true } })
  const row = await until('the row', async () => {
    const { health } = (await (await fetch(`${open.url}/api/v2/board`)).json()) as BoardSnapshot
    return health.find(({ component }) => component === OPEN_SERVER)
  })
  expect(row).toMatchObject({
    status: 'unhealthy',
    message: expect.stringContaining('whoever comes may see and change everything'),
  })
  expect(await (await fetch(`${open.url}/metrics`)).text()).toContain('\nwatchfloor_open_to_everybody 1\n')

  // A proxy that nobody named may stand before it.
  const behind = await runServer({ config: { insecure_open: true } })
  expect(await (await fetch(`${behind.url}/metrics`)).text()).toContain('\nwatchfloor_open_to_everybody 1\n')
  const own = await runServer()
  const board = (await (await fetch(`${own.url}/api/v2/board`)).json()) as BoardSnapshot
  expect(board.health.map(({ component }) => component)).not.toContain(OPEN_SERVER)
  expect(await (await fetch(`${own.url}/metrics`)).text()).toContain('\nwatchfloor_open_to_everybody 0\n')
})

test('on loopback, whom a proxy brings is not let in, by any door', async () => {
  const server = await runServer()
  for (const header of [
    'X-Forwarded-For: 203.0.113.7',
    'x-forwarded-host: ops.example.com',
    'X-Forwarded-Proto: https',
    'Forwarded: for=203.0.113.7',
    'X-Real-IP: 203.0.113.7',
    'Via: 1.1 proxy',
    'X-Forwarded-Port: 443',
    'CF-Connecting-IP: 203.0.113.7',
  ]) {
    for (const path of ['/api/v2/board', '/api/v2/events/stream', '/api/v2/events', '/', '/ws/dashboard']) {
      const upgrade =
        path === '/ws/dashboard'
          ? 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
          : 'Connection: close\r\n'
      const answer = await rawExchange(
        server,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${upgrade}${header}\r\n\r\n`,
      )
      expect([header, path, answer.status]).toEqual([header, path, 403])
    }
  }
  const told = await fetch(`${server.url}/api/v2/board`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
  expect(await told.json()).toMatchObject({
    error: { message: expect.stringMatching(/insecure_open.*trusted_proxies/) },
  })
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
    'watchfloor_door_refusals_total{reason="forwarded"} 41',
  )
})
