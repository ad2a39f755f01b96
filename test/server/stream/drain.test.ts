import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { timersBut } from '../../support/core/fast-timers.ts'
import { MemoryCore } from '../../support/stream/memory-log.ts'
import { askPage, openSocket, sse, webSocket } from '../../support/stream/stream-clients.ts'
import { startStreams } from '../../support/stream/stream-server.ts'

test('P12: draining writes out what is committed, tells when to come back, and ends every stream cleanly', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core })
  const streams = [sse.open(server.url), webSocket.open(server.url), sse.open(server.url, { cursor: 'e1.0' })]
  for (const client of streams) await client.untilControl('hello')
  const { socket: silent, client: unsubscribed } = openSocket(server.url)
  await new Promise((resolve) => silent.once('open', resolve))
  const poll = askPage(server.url, { cursor: 'e1.0', filter: { types: ['silence_deleted'] } }, { wait: 30 })
  await new Promise((resolve) => setTimeout(resolve, 20))

  core.memory.publish(50)
  await server.streaming.drain()

  for (const client of streams) {
    const drain = await client.untilControl('drain')
    expect(drain.retry_ms).toBeGreaterThanOrEqual(1_000)
    expect(drain.retry_ms).toBeLessThan(5_000)
    expect(client.sequences).toEqual(core.memory.events.map(({ sequence }) => sequence))
    expect(client.heard.at(-1)).toMatchObject({ kind: 'control', control: { control: 'drain' } })
  }
  expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(['end', '4212', 'end'])
  expect(await unsubscribed.ended).toBe('4212')
  expect(await poll).toMatchObject({ cursor: 'e1.50', more: false })
  expect(server.streaming.connections()).toEqual([])

  // Whoever still comes is told when to come back, in the way that his kind of client bears.
  const late = await fetch(`${server.url}/api/v2/events/stream`)
  expect([late.status, await late.text()]).toEqual([
    200,
    expect.stringMatching(/^retry: [1-4]\d{3}\n: .*\n$/),
  ])
  const asked = await fetch(`${server.url}/api/v2/events?cursor=e1.49&wait=30`)
  expect([asked.status, asked.headers.get('connection')]).toEqual([200, 'close'])
  expect(await asked.json()).toMatchObject({ cursor: 'e1.50' })
  const nothing = await fetch(`${server.url}/api/v2/events?cursor=e1.50&wait=30`)
  expect(await nothing.json()).toMatchObject({ cursor: 'e1.50', more: false })
  expect(await webSocket.open(server.url).ended).toBe('status 503')
  expect(server.counts.get('shed:draining')).toBe(1)
})

test('while others are drained a stream that comes is held, within the limits, and ends last', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { streams_per_address: 2 } })
  // It takes nothing, so that its end takes as long as it may.
  const deaf = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void deaf.destroy())
  deaf.write('GET /ws/dashboard HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n')
  deaf.write('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n')
  await once(deaf, 'data')
  const drained = server.streaming.drain()
  const held = await fetch(`${server.url}/api/v2/events/stream`)
  const reader = held.body?.getReader()
  expect(held.status).toBe(200)
  expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(
    /^retry: \d+\n: the server is going away\n$/,
  )
  expect((await fetch(`${server.url}/api/v2/events/stream`)).status).toBe(429)
  deaf.destroy()
  await drained
  expect((await reader?.read())?.done).toBe(true)
})

test('where others take them: each follows until its turn and comes back soon, and who comes is left to the others', async () => {
  const core = new MemoryCore()
  let takers = 2
  const [notice, shortened] = [1_500, 300]
  const server = await startStreams({ core, takers: () => takers, timers: timersBut(notice, shortened) })
  const streams = Array.from({ length: 240 }, (_, n) => (n % 2 === 0 ? sse : webSocket).open(server.url))
  for (const client of streams) await client.untilControl('hello')
  core.memory.publish(3)
  const began = performance.now()
  const drained = server.streaming.drain()
  // A proxy goes on to the next server; an EventSource comes again.
  await expect(fetch(`${server.url}/api/v2/events/stream`)).rejects.toThrow('fetch failed')
  expect(await webSocket.open(server.url).ended).toBe('status 503')
  // Nobody is told anything before proxies and other servers know.
  expect(streams.some(({ controls }) => controls.some(({ control }) => control === 'drain'))).toBe(false)
  core.memory.publish(2)
  const ends = await Promise.all(streams.map(({ ended }) => ended))
  await drained
  // Two others take 100 in 50 ms: three turns.
  expect(performance.now() - began).toBeGreaterThanOrEqual(shortened + 2 * 50)
  expect(new Set(ends)).toEqual(new Set(['end', '4212']))
  for (const client of streams) {
    const drain = await client.untilControl('drain')
    expect(drain.retry_ms).toBeLessThan(200)
    expect(client.sequences).toEqual(core.memory.events.map(({ sequence }) => sequence))
    expect(client.heard.at(-1)).toMatchObject({ kind: 'control', control: { control: 'drain' } })
  }
  expect(server.counts.get('shed:draining')).toBe(2)
  takers = 0
  await expect(fetch(`${server.url}/api/v2/events/stream`)).rejects.toThrow('fetch failed')
})

test('those that were to take them go away as well: then they come back spread', async () => {
  const takers = [1, 1, 0]
  const server = await startStreams({
    core: new MemoryCore(),
    takers: () => takers.shift() ?? 0,
    timers: timersBut(1_500, 10),
  })
  const stream = sse.open(server.url)
  await stream.untilControl('hello')
  await server.streaming.drain()
  expect((await stream.untilControl('drain')).retry_ms).toBeGreaterThanOrEqual(1_000)
})

test('closing at once frees everything: subscriptions, streams, waiting polls', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core })
  const streams = [sse.open(server.url), webSocket.open(server.url)]
  for (const client of streams) await client.untilControl('hello')
  const poll = askPage(server.url, { cursor: 'e1.0' }, { wait: 30 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  server.streaming.close()
  expect(await poll).toMatchObject({ cursor: 'e1.0' })
  for (const client of streams) await client.ended
  expect(core.memory.listeners).toBe(0)
})

test('an operator can end one connection, and sees where each stands', async () => {
  const core = new MemoryCore()
  core.memory.publish(4)
  const server = await startStreams({ core })
  const kept = sse.open(server.url, { cursor: 'e1.1', filter: { severity: ['critical'] } })
  const ended = webSocket.open(server.url)
  for (const client of [kept, ended]) await client.untilControl('hello')
  core.memory.publish(1)
  await ended.until(({ events }) => events.length === 1)
  const [first, second] = server.streaming.connections()
  expect(first).toMatchObject({
    id: 'c1',
    transport: 'sse',
    address: '127.0.0.1',
    principal: null,
    filter: { severity: ['critical'] },
    cursor: 'e1.5',
    lag: 0,
    queued_bytes: 0,
    state: 'live',
  })
  expect(second).toMatchObject({ id: 'c2', transport: 'websocket', filter: {} })
  expect(server.streaming.closeConnection('c2')).toBe(true)
  expect(server.streaming.closeConnection('nobody')).toBe(false)
  expect(await ended.ended).toBe('4212')
  expect(ended.controls.at(-1)).toMatchObject({ control: 'error', code: 'closed' })
  while (server.streaming.connections().length > 1) await new Promise(setImmediate)
  expect(server.streaming.connections()[0]?.id).toBe('c1')
  expect(Object.fromEntries(server.counts)).toMatchObject({
    'opened:sse': 1,
    'opened:websocket': 1,
    'closed:websocket': 1,
    'reconnected:sse': 1,
  })
})

test('events are counted per reader, with their latency when they were live', async () => {
  const core = new MemoryCore()
  core.memory.publish(2)
  const server = await startStreams({ core })
  const clients = [sse.open(server.url), webSocket.open(server.url), sse.open(server.url, { cursor: 'e1.0' })]
  for (const client of clients) await client.untilControl('hello')
  await clients[2]?.until(({ events }) => events.length === 2)
  core.memory.publish(3)
  for (const client of clients) await client.until(({ sequences }) => sequences.at(-1) === 5)
  expect(server.counts.get('delivered live')).toBe(9)
  expect(server.counts.get('replayed')).toBe(2)
  expect(server.counts.get('broadcast')).toBeGreaterThan(0)
  expect(server.counts.get('delivered:stats_updated')).toBe(3)
})
