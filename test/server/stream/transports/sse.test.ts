import { connect } from 'node:net'
import type { DurableEvent } from '@watchfloor/contract'
import { EventSource } from 'eventsource'
import { expect, onTestFinished, test } from 'vitest'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { openSocket, sse } from '../../../support/stream/stream-clients.ts'
import { type StreamServer, startStreams } from '../../../support/stream/stream-server.ts'

const STREAM = '/api/v2/events/stream'

/** Sends bytes as they are, and collects what comes back until it fits. */
function raw(server: StreamServer, request: string, isEnough: (text: string) => boolean): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.write(request)
  let text = ''
  return new Promise((resolve) => {
    socket.on('data', (bytes) => {
      text += bytes
      if (isEnough(text)) resolve(text)
    })
    socket.on('close', () => resolve(text))
  })
}

function listen(url: string): EventSource {
  const source = new EventSource(url)
  onTestFinished(() => source.close())
  return source
}

test('the answer says that nothing on the way may hold it back, and begins at once', async () => {
  const server = await startStreams({ core: new MemoryCore() })
  const response = await fetch(`${server.url}${STREAM}`)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'transfer-encoding': 'chunked',
  })
  expect(response.headers.has('content-length')).toBe(false)
  const { value } = (await response.body?.getReader().read()) ?? {}
  const text = Buffer.from(value ?? []).toString()
  expect(text).toMatch(/^retry: [2-4]\d\d\d\nevent: hello\nid: e1\.0\ndata: \{"control":"hello",/)
  await response.body?.cancel().catch(() => {})
})

test('Last-Event-ID wins over the query, as it is what the browser saw last', async () => {
  const core = new MemoryCore()
  core.memory.publish(10)
  const server = await startStreams({ core })
  const response = await fetch(`${server.url}${STREAM}?cursor=e1.2`, { headers: { 'Last-Event-ID': 'e1.7' } })
  let text = ''
  for await (const bytes of response.body ?? []) {
    text += Buffer.from(bytes).toString()
    if (text.includes('id: e1.10\n')) break
  }
  expect(text.match(/^id: (.*)$/gm)).toEqual(['id: e1.7', 'id: e1.8', 'id: e1.9', 'id: e1.10'])
})

test('S15: EventSource as browsers have it resumes by itself and gets every event once', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core, random: () => 0 })
  const source = listen(`${server.url}${STREAM}?severity=critical,high`)
  const events: { sequence: number; id: string }[] = []
  let heard = (): void => {}
  source.onmessage = ({ data, lastEventId }) => {
    const event = JSON.parse(data) as DurableEvent
    if ('sequence' in event) events.push({ sequence: event.sequence, id: lastEventId })
    heard()
  }
  const hello = (): Promise<unknown> =>
    new Promise((resolve) => source.addEventListener('hello', resolve, { once: true }))
  await hello()
  core.memory.publish(20)
  const last = (): number =>
    core.memory.events.findLast(
      (e) => e.source !== 'alert_processor' || ['critical', 'high'].includes(e.data.level),
    )?.sequence ?? 0
  const caughtUp = (): Promise<void> =>
    new Promise((resolve) => {
      heard = () => events.at(-1)?.sequence === last() && resolve()
      heard()
    })
  await caughtUp()
  const again = hello()
  server.streaming.closeConnection('c1')
  core.memory.publish(20)
  await again
  core.memory.publish(20)
  await caughtUp()
  const wanted = core.memory.events.filter(
    (e) => e.source !== 'alert_processor' || ['critical', 'high'].includes(e.data.level),
  )
  expect(events).toEqual(wanted.map(({ sequence }) => ({ sequence, id: `e1.${sequence}` })))
})

test('S16: a plain EventSource keeps its old position until it has seen the reset, then has the new one', async () => {
  const core = new MemoryCore()
  core.memory.publish(9)
  const server = await startStreams({ core })
  const source = listen(`${server.url}${STREAM}?cursor=e1.40`)
  const seen: [string, string][] = []
  for (const name of ['hello', 'reset']) {
    source.addEventListener(name, ({ type, lastEventId }) => seen.push([type, lastEventId]))
  }
  await new Promise((resolve) => source.addEventListener('reset', resolve))
  expect(seen).toEqual([
    ['hello', ''],
    ['reset', 'e1.9'],
  ])
  expect(await sse.open(server.url, { cursor: 'e1.40' }).untilControl('hello')).toMatchObject({
    cursor: 'e1.40',
  })
})

test('a client of HTTP/1.0 gets the same stream without chunks', async () => {
  const core = new MemoryCore()
  core.memory.publish(2)
  const server = await startStreams({ core })
  const text = await raw(server, `GET ${STREAM}?cursor=e1.0 HTTP/1.0\r\n\r\n`, (t) =>
    t.includes('id: e1.2\n'),
  )
  expect(text.toLowerCase()).not.toContain('transfer-encoding')
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  expect(body).toMatch(/^retry: /)
  expect(body).toMatch(/\n\nid: e1\.1\ndata: \{.*\}\n\nid: e1\.2\ndata: /)
})

test('who would rather go on in HTTP/2 gets the same stream; who wants a WebSocket here is told where it is', async () => {
  const server = await startStreams({ core: new MemoryCore() })
  const ask = (upgrade: string, end: string): Promise<string> =>
    raw(
      server,
      `GET ${STREAM} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`,
      (text) => text.includes(end),
    )
  expect(await ask('h2c', 'event: hello\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(await ask('WebSocket', '/ws/dashboard')).toMatch(/^HTTP\/1\.1 404 /)
})

test('HEAD answers what GET would, without a stream; other methods are told what to use', async () => {
  const server = await startStreams({ core: new MemoryCore() })
  const head = await fetch(`${server.url}${STREAM}`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const post = await fetch(`${server.url}${STREAM}`, { method: 'POST' })
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  expect(await post.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
  expect(server.streaming.connections()).toEqual([])
})

test.each([
  ['severity=sevree', /severity/],
  ['types=alert_exploded', /types/],
  ['filter=%7Bbroken', /brace/],
  ['filter=a%3D~%22(%22', /RE2/],
])('S20: the filter %s is refused with what is wrong', async (query, message) => {
  const server = await startStreams({ core: new MemoryCore() })
  const response = await fetch(`${server.url}${STREAM}?${query}`)
  expect(response.status).toBe(400)
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  expect(error.code).toBe('bad_request')
  expect(error.message).toMatch(message)
  expect(server.counts.get('error:bad_request')).toBe(1)
})

test('a stream behind an unanswered request on the same connection is refused instead of mixed up', async () => {
  const server = await startStreams({ core: new MemoryCore() })
  const host = 'Host: 127.0.0.1'
  const text = await raw(
    server,
    `GET /api/v2/events?cursor=e1.0&wait=1 HTTP/1.1\r\n${host}\r\n\r\nGET ${STREAM} HTTP/1.1\r\n${host}\r\n\r\n`,
    (t) => t.includes('pipelin'),
  )
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
})

test('S13: a log that cannot append is told in hello and in heartbeats', async () => {
  const core = new MemoryCore()
  core.memory.degraded = 'the disk is full'
  const server = await startStreams({ core, stream: { heartbeat_ms: 30 } })
  const clients = [sse.open(server.url), openSocket(server.url, {}).client]
  for (const client of clients) {
    expect(await client.untilControl('hello')).toMatchObject({ degraded: { reason: 'the disk is full' } })
    expect(await client.untilControl('heartbeat')).toMatchObject({ degraded: { reason: 'the disk is full' } })
  }
})

test('a log that cannot be read ends the stream with the reason, and the next attempt succeeds', async () => {
  const core = new MemoryCore()
  core.memory.publish(5)
  core.memory.failure = new Error('disk on fire')
  const server = await startStreams({ core })
  const client = sse.open(server.url, { cursor: 'e1.2' })
  expect(await client.untilControl('error')).toMatchObject({ code: 'read_failed', message: /disk on fire/ })
  expect(await client.ended).toBe('end')
  core.memory.failure = undefined
  const again = sse.open(server.url, { cursor: 'e1.2' })
  await again.until(({ events }) => events.length === 3)
  expect(server.counts.get('error:read_failed')).toBe(1)
})
