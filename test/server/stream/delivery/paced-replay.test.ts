import { connect } from 'node:net'
import { formatCursor } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { sse, TRANSPORTS } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'
import { until } from '../../../support/until.ts'

const EVENTS = 30_000
const MEGABYTE = 1024 * 1024

test('P7: what is replayed waits in the log, not in a queue: as much is read as the socket takes', async () => {
  const core = new MemoryCore()
  core.memory.publish(EVENTS, 1_000)
  const server = await startStreams({ core })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write('GET /api/v2/events/stream?cursor=e1.0 HTTP/1.1\r\nHost: x\r\n\r\n')
  socket.pause()
  const row = () => server.streaming.connections()[0]
  // It stands still once the socket is full: two looks in a row find the same.
  let before = -1
  await until('the replay to wait', () => {
    const { lag = -1, queued_bytes = 0 } = row() ?? {}
    expect(queued_bytes).toBeLessThan(MEGABYTE)
    const isStill = lag === before && lag > 0
    before = lag
    return isStill ? true : undefined
  })
  const { reads } = core.memory
  expect(row()?.lag).toBeGreaterThan(EVENTS / 2)
  core.memory.publish(5_000, 1_000)
  expect(core.memory.reads).toBe(reads)

  const total = EVENTS + 5_000
  const seen = new Set<number>()
  let rest = ''
  socket.on('data', (bytes) => {
    expect(row()?.queued_bytes ?? 0).toBeLessThan(MEGABYTE)
    const lines = (rest + bytes.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const sequence = /"sequence":(\d+),/.exec(line)?.[1]
      if (sequence !== undefined) seen.add(Number(sequence))
    }
  })
  socket.resume()
  await until('all of it', () => (seen.size >= total ? true : undefined))
  expect([...seen]).toEqual(Array.from({ length: total }, (_, n) => n + 1))
})

test.each(TRANSPORTS)(
  'while $name reads history from a slow log, far more may happen than is kept for joining',
  async (transport) => {
    const core = new MemoryCore()
    core.memory.publish(500)
    const server = await startStreams({ core })
    let open = (): void => {}
    core.memory.gate = new Promise((resolve) => {
      open = resolve
    })
    const client = transport.open(server.url, { cursor: formatCursor({ epoch: 'e1', sequence: 0 }) })
    await until('it to read', () => (core.memory.reads > 0 ? true : undefined))
    // Several times what is kept in memory to join history and live delivery.
    for (let n = 0; n < 30; n++) {
      core.memory.publish(500)
      await new Promise(setImmediate)
    }
    open()
    await client.until(({ sequences }) => sequences.length >= 15_500)
    expect(client.sequences).toEqual(Array.from({ length: 15_500 }, (_, n) => n + 1))
    // Other readers went on meanwhile, and so does this one.
    core.memory.publish(1)
    await client.until(({ sequences }) => sequences.at(-1) === 15_501)
    expect(await sse.open(server.url).untilControl('hello')).toMatchObject({ head: 'e1.15501' })
  },
)
