import { expect, onTestFinished, test } from 'vitest'
import { documentedNginx } from '../support/programs/documented-proxies.ts'
import { startHaproxy } from '../support/programs/haproxy.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { type StreamClient, sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

interface Idle {
  readonly name: string
  readonly reader: StreamClient
}

/** One idle stream of each kind through each proxy; time-outs are the proxies' own unless given (ms). */
async function openIdle(heartbeatMs: number, timeout?: number): Promise<readonly Idle[]> {
  const env = { WATCHFLOOR_STREAM_HEARTBEAT_MS: String(heartbeatMs) }
  const server = await startServerProcess(await tempDir(), { env })
  onTestFinished(() => server.program.stop())
  const { http, location } = await documentedNginx()
  const limit = timeout === undefined ? '' : `proxy_read_timeout ${timeout}ms;`
  const nginx = await startNginx({ target: server.url, http, location: `${location}\n${limit}` })
  const haproxy = await startHaproxy({ target: server.address, ...(timeout !== undefined && { timeout }) })
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

test('P14: an idle stream outlives the default time-outs of nginx (60 s) and HAProxy (50 s) by its heartbeats', async () => {
  const began = performance.now()
  const idle = await openIdle(15_000)
  // Each heartbeat comes after 13.5 s or more.
  await Promise.all(idle.map((one) => beats(one, 5)))
  expect(performance.now() - began).toBeGreaterThan(65_000)
  for (const { reader } of idle) expect(reader.events).toEqual([])
})

test('it is the heartbeats that keep it: with rarer ones the same proxies cut it', async () => {
  const kept = await openIdle(300, 1_500)
  await Promise.all(kept.map((one) => beats(one, 15)))
  const cut = await openIdle(60_000, 1_500)
  for (const { reader } of cut) expect(await reader.ended).not.toBe('stopped')
})
