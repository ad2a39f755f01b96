import { expect, onTestFinished, test } from 'vitest'
import { DEFAULT_STREAM_SETTINGS } from '../../server/src/stream/parts/stream-settings.ts'
import { BUDGET } from '../support/chance.ts'
import { documentedNginx } from '../support/programs/documented-proxies.ts'
import { startHaproxy } from '../support/programs/haproxy.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { type StreamClient, sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

/**
 * How many times faster than in life everything goes: heartbeats, and the time after which the proxies cut what is
 * idle. With 1 it is the proxies' own configuration, and takes 70 s.
 */
const TIMES = BUDGET > 1 ? 1 : 10
const NGINX_MS = 60_000
const HAPROXY_MS = 50_000
const { heartbeat_ms: HEARTBEAT_MS } = DEFAULT_STREAM_SETTINGS.stream

interface Idle {
  readonly name: string
  readonly reader: StreamClient
}

/** One idle stream of each kind through each proxy, the proxies with the time-outs that they have by default. */
async function openIdle(heartbeatMs: number): Promise<readonly Idle[]> {
  const env = { WATCHFLOOR_STREAM_HEARTBEAT_MS: String(heartbeatMs / TIMES) }
  const server = await startServerProcess(await tempDir(), {
    env: { WATCHFLOOR_INSECURE_OPEN: 'true', ...env },
  })
  onTestFinished(() => server.program.stop())
  const { http, location } = await documentedNginx()
  const limit = TIMES === 1 ? '' : `proxy_read_timeout ${NGINX_MS / TIMES}ms;`
  const nginx = await startNginx({ target: server.url, http, location: `${location}\n${limit}` })
  const haproxy = await startHaproxy({ target: server.address, timeout: HAPROXY_MS / TIMES })
  const idle = [
    { name: 'nginx', url: nginx.url },
    { name: 'HAProxy', url: haproxy.url },
  ].flatMap(({ name, url }) =>
    [sse, webSocket].map((transport) => ({
      name: `${transport.name} through ${name}`,
      reader: transport.open(url, { filter: { types: ['silence_deleted'] } }),
    })),
  )
  for (const { reader } of idle) await reader.untilControl('hello')
  return idle
}

/** Waits for so many heartbeats, or for the end. */
async function beats({ name, reader }: Idle, count: number): Promise<void> {
  const told = () => reader.controls.filter(({ control }) => control === 'heartbeat').length
  const ended = reader.ended.then((how) => {
    throw new Error(`${name} ended (${how}) after ${told()} heartbeats`)
  })
  await Promise.race([reader.until(() => told() >= count), ended])
}

test(`P14: an idle stream outlives the default time-outs of nginx (60 s) and HAProxy (50 s) by its heartbeats, ${TIMES} times as fast`, async () => {
  const began = performance.now()
  const idle = await openIdle(HEARTBEAT_MS)
  // Each heartbeat comes after 0.9 of the mean or more.
  await Promise.all(idle.map((one) => beats(one, 5)))
  expect(performance.now() - began).toBeGreaterThan((NGINX_MS * 1.1) / TIMES)
  for (const { reader } of idle) expect(reader.events).toEqual([])
})

test('it is the heartbeats that keep it: with rarer ones the same proxies cut it', async () => {
  const cut = await openIdle(NGINX_MS * 1.5)
  for (const { name, reader } of cut) {
    expect(await reader.ended, name).not.toBe('stopped')
    expect(
      reader.controls.map(({ control }) => control),
      name,
    ).not.toContain('heartbeat')
  }
})
