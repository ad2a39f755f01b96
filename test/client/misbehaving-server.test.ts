import { expect, test } from 'vitest'
import { freePort } from '../support/network/free-port.ts'
import { until } from '../support/until.ts'
import { notification, stats } from './core/samples.ts'
import { openDesk } from './desk.ts'
import { beginStream, boardAnswer, durable, hello, named, pageAnswer, position, startWire } from './wire.ts'

const QUICK = { backoff_base: 20, backoff_floor: 1, hello_limit: 300, request_limit: 2_000 }

test('a stream that is accepted and says nothing is given up for the next transport', async () => {
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => beginStream(response, 'retry: 10\n\n'),
    events: pageAnswer(3),
    socket: (socket) => {
      socket.send(hello(3, 4))
      socket.send(JSON.stringify(notification(4)))
      socket.send(JSON.stringify(stats()))
      socket.send('{"control":"something new"}')
      socket.send(JSON.stringify({ control: 'heartbeat', ...position(4) }))
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.untilState('live', 'websocket')
  await desk.until('both events', () => desk.batches.flat().length === 2)
  expect(desk.sequences()).toEqual([4])
})

test('a stream that is held with a word, as by a server that starts, is the one that goes live', async () => {
  let streams = 0
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => {
      streams++
      beginStream(response, 'retry: 10\n: the server is starting\n\n')
      // Longer than a hello may take.
      setTimeout(() => response.write(`event: hello\ndata: ${hello(3, 3)}\n\n`), 400)
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.untilState('live', 'sse')
  expect(streams).toBe(1)
})

test.each([
  ['a sign-in page', 200, { 'content-type': 'text/html' }, '<html>', 'portal'],
  ['a redirect', 302, { location: 'http://login.example.com/' }, '', 'portal'],
  ['another program', 200, { 'content-type': 'application/json' }, '{"ok":true}', 'server_error'],
  ['half a board', 200, { 'content-type': 'application/json' }, '{"cursor":"t1.', 'server_error'],
  ['a cursor that is none', 200, { 'content-type': 'application/json' }, BAD_CURSOR(), 'server_error'],
  [
    'an error',
    500,
    { 'content-type': 'application/json' },
    '{"error":{"code":"x","message":"disk"}}',
    'server_error',
  ],
])('%s in place of the board: not receiving, and why', async (_what, status, headers, body, broken) => {
  const wire = await startWire({
    board: (response) => response.writeHead(status, headers as Record<string, string>).end(body),
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({ broken })
  expect(desk.boards).toEqual([])
})

function BAD_CURSOR(): string {
  const server_time = '2026-11-24T03:00:00.000Z'
  return JSON.stringify({
    cursor: 'yesterday',
    server_time,
    alerts: [],
    silences: [],
    health: [],
    stats: null,
  })
}

test('a name that does not exist', async () => {
  const desk = openDesk({ url: 'http://watchfloor.invalid', tuning: QUICK })
  desk.client.start()
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({ broken: 'dns' })
})

test('a port that nobody listens on', async () => {
  const desk = openDesk({ url: `http://127.0.0.1:${await freePort()}`, tuning: QUICK })
  desk.client.start()
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({ broken: 'refused' })
})

test('a server that speaks no TLS', async () => {
  const wire = await startWire({})
  const desk = openDesk({ url: wire.url.replace('http:', 'https:'), tuning: QUICK })
  desk.client.start()
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({ broken: 'tls' })
})

test('garbage on the stream: events before it stay, the rest is asked for again, nothing crashes', async () => {
  let attempt = 0
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => {
      attempt += 1
      if (attempt === 1)
        beginStream(
          response,
          named('hello', hello(3, 6)),
          durable(4),
          'data: {"type":"alert_cre\n\n',
          durable(6),
        )
      else
        beginStream(response, named('hello', hello(4, 6)), durable(5), named('heartbeat', '{}'), durable(6))
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.until('all events', () => desk.sequences().length === 3)
  expect(desk.sequences()).toEqual([4, 5, 6])
  expect(wire.requests.at(-1)).toBe('GET /api/v2/events/stream?cursor=t1.4')
  expect(desk.client.freshness().counts).toMatchObject({ malformed: 2 })
})

test('a frame without end does not fill the memory', async () => {
  let attempt = 0
  const wire = await startWire({
    board: boardAnswer(3),
    events: pageAnswer(3),
    stream: (response) => {
      attempt += 1
      beginStream(response, named('hello', hello(3)))
      if (attempt > 1) return
      const piece = 'x'.repeat(1024 * 1024)
      response.write('data: ')
      for (let megabyte = 0; megabyte < 6; megabyte += 1) response.write(piece)
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.until('the second attempt', () => attempt === 2)
  await desk.untilState('live', 'sse')
})

test('an event that is too large at every attempt costs a new board, and the stream goes on behind it', async () => {
  let boards = 0
  const wire = await startWire({
    board: (response, request) => {
      boards += 1
      boardAnswer(boards === 1 ? 3 : 4)(response, request)
    },
    events: pageAnswer(4),
    stream: (response, request) => {
      const cursor = new URL(request.url ?? '', 'http://a').searchParams.get('cursor')
      const from = Number(cursor?.split('.')[1])
      beginStream(response, named('hello', hello(from)))
      if (from === 3) response.write(`data: ${'x'.repeat(5 * 1024 * 1024)}`)
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.until('the second board', () => boards === 2)
  await desk.untilState('live', 'sse')
})

test('a proxy that does not let a poll wait is not asked without pause', async () => {
  const wire = await startWire({ board: boardAnswer(3), events: pageAnswer(3) })
  const desk = openDesk({ url: wire.url, tuning: QUICK, WebSocket: undefined })
  desk.client.start()
  await desk.untilState('live', 'polling')
  await until(
    'the first poll that may wait',
    () => wire.requests.some((one) => one.includes('wait=15')) || undefined,
  )
  const polls = wire.requests.length
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(wire.requests.length - polls).toBeLessThanOrEqual(1)
})

test('a board without end does not fill the memory, and is told as the error that it is', async () => {
  const piece = Buffer.alloc(4 * 1024 * 1024, ' ')
  let sent = 0
  const wire = await startWire({
    board: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        if (response.destroyed) return
        sent += piece.length
        if (response.write(piece)) setImmediate(more)
        else response.once('drain', more)
      }
      more()
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.untilState('offline')
  const freshness = desk.client.freshness()
  expect(freshness.state === 'offline' && freshness.broken).toBe('too_large')
  expect(freshness.state === 'offline' && freshness.detail).toContain('is larger than')
  expect(sent).toBeLessThan(256 * 1024 * 1024)
})
