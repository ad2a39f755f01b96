import { connect, type Socket } from 'node:net'
import type { DurableEvent } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import type WebSocket from 'ws'
import { fastTimers } from '../../../support/core/fast-timers.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { ModelClient } from '../../../support/stream/model-client.ts'
import { openSocket, type StreamClient, sse, webSocket } from '../../../support/stream/stream-clients.ts'
import { type StreamServer, startStreams } from '../../../support/stream/stream-server.ts'

const PADDING = 30_000
const LIMITS = { stream_soft_queue_bytes: 64 * 1024 }

/** Publishes until the operating system takes no more for the client that does not read: the last that came. */
async function overwhelm(core: MemoryCore, server: StreamServer): Promise<void> {
  while (server.streaming.connections().at(-1)?.state === 'live') {
    core.memory.publish(5, PADDING)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** A WebSocket that has subscribed and then reads no more until it is told to. */
async function deafSocket(server: StreamServer): Promise<{ client: StreamClient; socket: WebSocket }> {
  const { client, socket } = openSocket(server.url, {})
  await client.untilControl('hello')
  socket.pause()
  return { client, socket }
}

/** An SSE connection whose answer nobody reads. */
async function deafSse(server: StreamServer): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  socket.write('GET /api/v2/events/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  return socket
}

test('P9: a consumer that reads again in time is resumed, misses nothing, and delays nobody', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, limits: LIMITS })
  const fast = [sse.open(server.url), webSocket.open(server.url)]
  for (const client of fast) await client.untilControl('hello')
  const { client, socket } = await deafSocket(server)
  await overwhelm(core, server)
  expect(
    server.streaming
      .connections()
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(['lagging', 'live', 'live'])
  const [row] = server.streaming.connections().filter(({ state }) => state === 'lagging')
  expect(row?.lag).toBeGreaterThan(0)

  const head = core.log.head().sequence
  for (const other of fast) await other.until(({ sequences }) => sequences.at(-1) === head)
  expect(client.events.length).toBeLessThan(head)

  socket.resume()
  core.memory.publish(3)
  await client.until(({ sequences }) => sequences.at(-1) === head + 3)
  const model = new ModelClient(0)
  for (const heard of client.heard) model.hear(heard)
  expect(model.gaps).toEqual([])
  expect(client.sequences).toEqual(Array.from({ length: head + 3 }, (_, i) => i + 1))
  expect(server.counts.get('shed:slow')).toBeUndefined()
  await client.until(() => server.streaming.connections().every(({ state }) => state === 'live'))
})

test('P9: a WebSocket that takes no byte is closed with 4290 and where it stands', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, limits: LIMITS, stream: { stall_ms: 200 } })
  const { client, socket } = await deafSocket(server)
  const reason = new Promise<string>((resolve) => socket.once('close', (_, text) => resolve(text.toString())))
  await overwhelm(core, server)
  while (server.counts.get('shed:slow') === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
  socket.resume()
  expect(await client.ended).toBe('4290')
  expect(client.controls.at(-1)).toMatchObject({ control: 'error', code: 'slow' })
  const last = client.sequences.at(-1) ?? 0
  expect(await reason).toBe(`slow consumer; written up to e1.${last}`)
  expect(client.sequences).toEqual(Array.from({ length: last }, (_, i) => i + 1))

  const again = webSocket.open(server.url, { cursor: `e1.${last}` })
  const head = core.log.head().sequence
  await again.until(({ sequences }) => sequences.at(-1) === head)
  expect(again.sequences[0]).toBe(last + 1)
})

test('P9: an SSE stream that takes no byte ends cleanly after whole events', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, limits: LIMITS, stream: { stall_ms: 200 } })
  const socket = await deafSse(server)
  await overwhelm(core, server)
  while (server.counts.get('shed:slow') === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes
  })
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.resume()
  await ended
  expect(text.slice(-7)).toBe('\r\n0\r\n\r\n')
  expect(text).toContain('event: error\ndata: {"control":"error","code":"slow"')
  const events = [...text.matchAll(/^data: (\{(?!"control").*\})$/gm)].map(
    ([, json]) => JSON.parse(json ?? '') as DurableEvent,
  )
  expect(events.length).toBeGreaterThan(10)
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => (events[0]?.sequence ?? 0) + i))
  expect(server.counts.get('closed:sse')).toBe(1)
})

test('a consumer that never reads again is cut after its grace, and its place is free', async () => {
  const core = new MemoryCore()
  const timers = fastTimers(20)
  const server = await startStreams({ core, limits: LIMITS, stream: { stall_ms: 100 }, timers })
  const socket = await deafSse(server)
  const gone = new Promise((resolve) => socket.once('close', resolve))
  await overwhelm(core, server)
  while (server.streaming.connections().length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(server.counts.get('shed:slow')).toBe(1)
  socket.resume()
  await gone
})

test('one event larger than the hard limit closes a connection that does not read, not the others', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, limits: { stream_queue_bytes: 500_000 } })
  const other = webSocket.open(server.url)
  await other.untilControl('hello')
  const { client, socket } = await deafSocket(server)
  while (server.counts.get('shed:slow') === undefined) {
    core.memory.publish(1, 2_000_000)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await other.until(({ sequences }) => sequences.at(-1) === core.log.head().sequence)
  socket.resume()
  expect(await client.ended).toBe('4290')
})

test('statistics of a consumer that does not read are conflated: it gets the latest when it reads again', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, limits: LIMITS, stream: { conflate_ms: 1 } })
  const { client, socket } = await deafSocket(server)
  await overwhelm(core, server)
  for (let i = 1; i <= 200; i++) {
    core.count(i)
    if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  socket.resume()
  await client.until(({ stats }) => stats.at(-1)?.data.firing_alerts === 200)
  expect(client.stats.length).toBeLessThan(10)
})

test('when all queues together are too long the longest goes first, is told, and loses nothing with its cursor', async () => {
  const core = new MemoryCore()
  const limits = {
    stream_queue_bytes: 50_000_000,
    stream_soft_queue_bytes: 50_000_000,
    stream_queues_bytes: 9_000_000,
  }
  const server = await startStreams({ core, limits })
  const fast = webSocket.open(server.url)
  await fast.untilControl('hello')
  const publish = async (): Promise<void> => {
    core.memory.publish(1, 500_000)
    await fast.until(({ sequences }) => sequences.at(-1) === core.log.head().sequence)
  }
  const longest = await deafSocket(server)
  while ((server.streaming.connections().at(-1)?.queued_bytes ?? 0) < 3_000_000) await publish()
  const shorter = [await deafSocket(server), await deafSocket(server)]
  while (server.counts.get('shed:queues') === undefined) await publish()
  const states = server.streaming.connections().map(({ state }) => state)
  expect(states.toSorted()).toEqual(['closing', 'live', 'live', 'live'])
  longest.socket.resume()
  expect(await longest.client.ended).toBe('4290')
  expect(longest.client.controls.at(-1)).toMatchObject({
    control: 'error',
    code: 'slow',
    message: expect.stringMatching(/together more than 9000000 \(limits\.stream_queues_bytes\)/),
  })
  const last = longest.client.sequences.at(-1) ?? 0
  expect(longest.client.sequences).toEqual(Array.from({ length: last }, (_, i) => i + 1))
  const head = core.log.head().sequence
  for (const { client, socket } of shorter) {
    socket.resume()
    await client.until(({ sequences }) => sequences.at(-1) === head)
  }
  await fast.until(({ sequences }) => sequences.at(-1) === head)
  expect(server.counts.get('shed:queues')).toBe(1)
})
