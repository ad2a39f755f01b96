import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { fire, logged } from '../client/feed.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { sse } from '../support/stream/stream-clients.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const MB = 1_000_000
const BODY = Buffer.alloc(9.8 * MB, ' ')
const HEAD =
  'POST /api/v2/alerts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9900000\r\n\r\n'

/** Bytes of memory that are in use, and the most that ever were. */
async function memoryOf({
  program,
}: ServerProcess): Promise<{ readonly now: number; readonly most: number }> {
  const status = await readFile(`/proc/${program.child.pid}/status`, 'utf8')
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
  return { now: read('VmRSS'), most: read('VmHWM') }
}

test('sixty bodies that never end: memory is bounded, everybody else is served, and nothing stays behind', async () => {
  const server = await startServerProcess(await tempDir())
  onTestFinished(() => server.program.stop())
  const reader = sse.open(server.url)
  await reader.untilControl('hello')
  const before = await memoryOf(server)

  const port = Number(new URL(server.url).port)
  let refused = 0
  const hostile = Array.from({ length: 60 }, () => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' })
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      if (/^HTTP\/1\.1 (503|408)/.test(bytes.toString('latin1'))) refused++
    })
    socket.write(HEAD)
    socket.write(BODY)
    return socket
  })
  // In between, senders and readers are served.
  for (let n = 0; refused < 50; n++) await fire(server.url, `During${n}`)
  await fire(server.url, 'After')
  const { most } = await memoryOf(server)
  console.log(`resident memory ${Math.round(before.now / MB)} MB, then ${Math.round(most / MB)} MB at most`)
  // The bodies were 588 MB. The room is 100 MB, and the collector of a busy machine comes round late.
  expect(most - before.now).toBeLessThan(400 * MB)

  for (const socket of hostile) socket.destroy()
  await until('the room to be empty', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    return /^watchfloor_waiting_body_bytes 0$/m.test(text) || undefined
  })
  const sequences = await logged(server.url)
  await reader.until(() => reader.sequences.at(-1) === sequences.at(-1))
  expect(reader.sequences).toEqual(sequences.slice(-reader.sequences.length))
})
