import { expect, onTestFinished, test } from 'vitest'
import { fire, logged } from '../client/feed.ts'
import { post } from '../support/http/post.ts'
import { documentedHaproxy, documentedNginx } from '../support/programs/documented-proxies.ts'
import { startHaproxy } from '../support/programs/haproxy.ts'
import { startNginx } from '../support/programs/nginx.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { openSocket, type StreamClient, sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

type Front = (server: ServerProcess) => Promise<string>

const bareNginx: Front = async ({ url }) => (await startNginx({ target: url })).url
const nginx: Front = async ({ url }) => (await startNginx({ target: url, ...(await documentedNginx()) })).url
const haproxy: Front = async ({ address }) =>
  (await startHaproxy({ target: address, defaults: await documentedHaproxy() })).url
const bareHaproxy: Front = async ({ address }) => (await startHaproxy({ target: address })).url
const none: Front = async ({ url }) => url

async function start(env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  const server = await startServerProcess(await tempDir(), {
    env: { WATCHFLOOR_INSECURE_OPEN: 'true', ...env },
  })
  onTestFinished(() => server.program.stop())
  return server
}

/** Milliseconds from sending an alert to its event at the reader, one after the other. */
async function latencies(server: ServerProcess, reader: StreamClient, count: number): Promise<number[]> {
  const all: number[] = []
  for (let n = 0; n < count; n++) {
    const name = `Alert${n}`
    const began = performance.now()
    const [arrived] = await Promise.all([
      reader
        .until(({ events }) =>
          events.some((e) => e.source === 'alert_processor' && e.data.alertname === name),
        )
        .then(() => performance.now()),
      fire(server.url, name),
    ])
    all.push(arrived - began)
  }
  return all
}

function report(what: string, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)]?.toFixed(0)
  console.log(`${what}: first ${values[0]?.toFixed(0)}, median ${at(0.5)}, longest ${at(1)} ms`)
}

test.each([
  ['nothing', none, sse],
  ['nginx without a line of configuration, buffering and gzip on', bareNginx, sse],
  ['nginx', nginx, sse],
  ['nginx', nginx, webSocket],
  ['HAProxy without a line of configuration', bareHaproxy, sse],
  ['HAProxy', haproxy, sse],
  ['HAProxy', haproxy, webSocket],
] as const)('P14: through %s events come at once, %#', async (name, front, transport) => {
  const server = await start()
  const reader = transport.open(await front(server))
  await reader.untilControl('hello')
  // A held-back event would wait for a buffer of kilobytes, that is for ever: the next is sent only when one has come.
  const all = await latencies(server, reader, 20)
  report(`${transport.name} through ${name}`, all)
  const sequences = await logged(server.url)
  await reader.until(() => reader.sequences.at(-1) === sequences.at(-1))
  expect(reader.sequences).toEqual(sequences.slice(-reader.sequences.length))
})

test.each([
  ['nginx without a line of configuration', bareNginx, [sse]],
  ['nginx', nginx, [sse, webSocket]],
  ['HAProxy', haproxy, [sse, webSocket]],
] as const)('P14: through %s heartbeats keep their rhythm', async (name, front, transports) => {
  const server = await start({ WATCHFLOOR_STREAM_HEARTBEAT_MS: '300' })
  const url = await front(server)
  await Promise.all(
    transports.map(async (transport) => {
      const reader = transport.open(url)
      const beats = () => reader.controls.filter(({ control }) => control === 'heartbeat').length
      const times: number[] = []
      for (let n = 1; n <= 12; n++) {
        await reader.until(() => beats() >= n)
        times.push(performance.now())
      }
      const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
      report(`heartbeats of 300 ms, ${transport.name} through ${name}`, gaps)
      // Gathered on the way into a buffer of kilobytes, they would come all at a time; a busy machine brings some together.
      expect(gaps.filter((gap) => gap > 100).length).toBeGreaterThan(2)
    }),
  )
})

test('a page’s WebSocket and its writes pass: the proxy keeps the host that the browser asked for', async () => {
  const server = await start()
  for (const front of [nginx, haproxy]) {
    const url = await front(server)
    await openSocket(url, {}, { origin: url }).client.untilControl('hello')
    const written = await post(`${url}/api/v2/alerts`, '[]', { origin: url })
    expect(written.status).toBe(200)
    expect(await openSocket(url, {}, { origin: 'https://evil.example.com' }).client.ended).toBe('status 403')
  }
})

test('without its lines nginx refuses the upgrade and the writes of pages; SSE still works', async () => {
  const server = await start()
  const url = await bareNginx(server)
  expect(await openSocket(url, {}).client.ended).toBe('status 426')
  const written = await post(`${url}/api/v2/alerts`, '[]', { origin: url })
  expect(written.status).toBe(403)
  await sse.open(url).untilControl('hello')
})
