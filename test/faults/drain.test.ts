import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Cursor, formatCursor } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { logged } from '../client/feed.ts'
import { startPosting } from '../support/http/posting.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { type StreamClient, sse, webSocket } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'

const EACH = 100
const ENV = {
  WATCHFLOOR_LIMITS_STREAMS_PER_ADDRESS: '10000',
  WATCHFLOOR_LIMITS_STREAM_ATTEMPTS_PER_MINUTE: '100000',
}

/** A connection that asks for something and then does no more than it must. */
async function idler(url: string, request: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(request)
  return socket
}

/** Where a reader stands: at its last event, or where hello said. */
function standing(reader: StreamClient): string {
  const last: Cursor | undefined = reader.events.at(-1)
  if (last !== undefined) return formatCursor(last)
  const [hello] = reader.controls
  if (hello?.control !== 'hello') throw new Error('it never said hello')
  return hello.cursor
}

test('P12: SIGTERM under load: everybody is told when to come back, all that was answered is kept, code 0', async () => {
  const folder = await tempDir()
  let server = await startServerProcess(folder, { env: ENV })
  onTestFinished(() => server.program.stop('SIGKILL'))
  const { address, url } = server
  const readers = [sse, webSocket].flatMap((transport) =>
    Array.from({ length: EACH }, () => transport.open(url)),
  )
  for (const reader of readers) await reader.untilControl('hello')
  // Those who do not play along: one takes nothing of its stream, one never finishes its request, one says nothing.
  const host = `Host: ${address}\r\n`
  ;(await idler(url, `GET /api/v2/events/stream HTTP/1.1\r\n${host}\r\n`)).pause()
  await idler(
    url,
    `POST /api/v2/alerts HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n[`,
  )
  await idler(url, `GET /api/v2/board HTTP/1.1\r\n${host}`)
  await idler(url, '')
  const posting = startPosting(() => url)
  await readers[0]?.until(({ events }) => events.length > 50)

  const began = performance.now()
  server.program.child.kill('SIGTERM')
  const code = await server.program.exited
  const took = performance.now() - began
  await posting.stop()
  expect(code, server.program.output()).toBe(0)

  const ends = await Promise.all(readers.map(({ ended }) => ended))
  expect(new Set(ends.slice(0, EACH))).toEqual(new Set(['end']))
  expect(new Set(ends.slice(EACH))).toEqual(new Set(['4212']))
  const hints = readers.map(({ controls }) => {
    const drain = controls.find(({ control }) => control === 'drain')
    return drain?.control === 'drain' ? drain.retry_ms : 0
  })
  console.log(`drained in ${took.toFixed(0)} ms; hints ${Math.min(...hints)} to ${Math.max(...hints)} ms`)
  expect(Math.min(...hints)).toBeGreaterThanOrEqual(1_000)
  // Of 200 in 4 s, evenly spread by chance, no second has more than half.
  for (const from of [1_000, 2_000, 3_000, 4_000]) {
    expect(hints.filter((hint) => hint >= from && hint < from + 1_000).length).toBeLessThan(EACH)
  }

  server = await startServerProcess(folder, { listen: address, env: ENV })
  const sequences = await logged(url)
  expect(sequences).toEqual(sequences.map((_, index) => index + 1))
  const created = await createdNames(url)
  expect([...posting.answered].filter((name) => !created.has(name))).toEqual([])
  for (const [index, reader] of readers.entries()) {
    const transport = index < EACH ? sse : webSocket
    const again = transport.open(url, { cursor: standing(reader) })
    await again.until(
      ({ sequences: got }) =>
        (got.at(-1) ?? 0) >= (sequences.at(-1) ?? 0) || reader.sequences.at(-1) === sequences.at(-1),
    )
    // The server that began may have said something of itself since its log was read.
    const both = [...reader.sequences, ...again.sequences].filter((one) => one <= (sequences.at(-1) ?? 0))
    expect(both).toEqual(sequences.slice(-both.length))
    again.stop()
  }
})

/** Names of all alerts that the log has. */
async function createdNames(url: string): Promise<ReadonlySet<string>> {
  const board = (await (await fetch(`${url}/api/v2/board`)).json()) as { alerts: { alertname: string }[] }
  return new Set(board.alerts.map(({ alertname }) => alertname))
}
