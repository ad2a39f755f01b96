import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { openSocket, sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

const DEAF = 20
const HARD_LIMIT = 1024 * 1024
const SETTINGS = {
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '100',
  WATCHFLOOR_STREAM_STALL_MS: '1000',
}

async function openDeafSse(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  socket.write('GET /api/v2/events/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  await once(socket, 'data')
  socket.pause()
}

async function openDeafSocket(url: string): Promise<void> {
  const { client, socket } = openSocket(url, {})
  await client.untilControl('hello')
  socket.pause()
}

/** One event that is large, so that the operating system's buffers are full in seconds. */
async function fireLarge({ url }: ServerProcess, number: number): Promise<void> {
  const alert = {
    labels: { alertname: `Large${number}`, severity: 'critical' },
    annotations: { description: '.'.repeat(60_000) },
  }
  const response = await post(`${url}/api/v2/alerts`, [alert])
  expect(response.status).toBe(200)
}

async function metrics({ url }: ServerProcess): Promise<(series: string) => number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n')
  return (series) => Number(lines.find((line) => line.startsWith(`${series} `))?.split(' ')[1] ?? 0)
}

/** `npm run soak -- --only stalled` is the same with a thousand, for as long as one likes. */
test('clients that do not read are given up; the queues stay bounded, and those that read miss nothing', async () => {
  const server = await startServerProcess(await tempDir(), { env: SETTINGS })
  onTestFinished(() => server.program.stop())
  const readers = [sse.open(server.url), webSocket.open(server.url)]
  for (const reader of readers) await reader.untilControl('hello')
  const port = Number(new URL(server.url).port)
  for (let i = 0; i < DEAF / 2; i++) {
    await openDeafSse(port)
    await openDeafSocket(server.url)
  }
  let most = 0
  let count = 0
  for (;;) {
    await fireLarge(server, ++count)
    const value = await metrics(server)
    most = Math.max(most, value('watchfloor_stream_queue_bytes'))
    if (value('watchfloor_stream_sheds_total{reason="slow"}') === DEAF) break
  }
  expect(most).toBeLessThanOrEqual((DEAF + readers.length) * (HARD_LIMIT + 256 * 1024))
  for (const reader of readers) {
    await reader.until(({ sequences }) => (sequences.at(-1) ?? 0) >= count)
    expect(reader.sequences.slice(0, count)).toEqual(Array.from({ length: count }, (_, i) => i + 1))
  }
})
