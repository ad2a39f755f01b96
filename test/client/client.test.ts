import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { openDesk } from './desk.ts'
import { beginStream, boardAnswer, durable, hello, json, named, pageAnswer, startWire } from './wire.ts'

const QUICK = { backoff_base: 20, backoff_floor: 1, hello_limit: 300, request_limit: 2_000 }

test('the board first, then the stream from its cursor; events of one turn in one batch', async () => {
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => beginStream(response, named('hello', hello(3, 5)), durable(4), durable(5)),
  })
  const desk = openDesk({ url: wire.url })
  desk.client.start()
  await desk.untilState('live')
  expect(wire.requests).toEqual(['GET /api/v2/board', 'GET /api/v2/events/stream?cursor=t1.3'])
  expect(desk.boards.map((board) => board.cursor)).toEqual(['t1.3'])
  expect(desk.causes).toEqual(['start'])
  expect(desk.batches.map((batch) => batch.length)).toEqual([2])
  expect(desk.client.cursor()).toBe('t1.5')
})

test('with a cursor of its own it streams on without a board', async () => {
  const wire = await startWire({ stream: (response) => beginStream(response, named('hello', hello(40))) })
  const desk = openDesk({ url: `${wire.url}/`, cursor: 't1.40' })
  desk.client.start()
  await desk.untilState('live')
  expect(wire.requests).toEqual(['GET /api/v2/events/stream?cursor=t1.40'])
})

test('the filter goes with every transport', async () => {
  const filter = {
    types: ['alert_created', 'alert_resolved'],
    severity: ['critical'],
    filter: ['team="db"', 'a!=b'],
  } as const
  const subscribed: unknown[] = []
  const wire = await startWire({
    board: boardAnswer(3),
    events: pageAnswer(3),
    socket: (socket) => socket.on('message', (text) => subscribed.push(JSON.parse(String(text)))),
  })
  const desk = openDesk({
    url: wire.url,
    tuning: QUICK,
    filter: { types: [...filter.types], severity: [...filter.severity], filter: [...filter.filter] },
  })
  desk.client.start()
  await desk.untilState('live', 'polling')
  expect(subscribed[0]).toEqual({ action: 'subscribe', cursor: 't1.3', filter })
  const query =
    'types=alert_created%2Calert_resolved&severity=critical&filter=team%3D%22db%22&filter=a%21%3Db'
  expect(wire.requests).toContain(`GET /api/v2/events/stream?cursor=t1.3&${query}`)
  expect(wire.requests).toContain(`GET /api/v2/events?cursor=t1.3&wait=0&limit=20&${query}`)
})

test('nothing is left after stop, on any transport', async () => {
  for (const transport of ['sse', 'websocket', 'polling'] as const) {
    const wire = await startWire({
      board: boardAnswer(3),
      events: (response, request) => {
        if (request.url?.includes('wait=0')) pageAnswer(3)(response, request)
      },
      ...(transport === 'sse' && { stream: (response) => beginStream(response, named('hello', hello(3))) }),
      ...(transport === 'websocket' && { socket: (socket) => socket.send(hello(3)) }),
    })
    const desk = openDesk({ url: wire.url, tuning: { ...QUICK, climb_every: 30 } })
    desk.client.start()
    await desk.untilState('live', transport)
    const asked = wire.requests.length
    desk.client.stop()
    expect(desk.timers()).toBe(0)
    await until('every request to end', () => wire.open() === 0 || undefined)
    const told = desk.told.length
    desk.client.start()
    desk.client.wake()
    desk.client.setToken('t')
    expect(desk.client.freshness().state).toBe('stopped')
    expect([wire.requests.length, desk.told.length]).toEqual([asked, told])
  }
})

test('401: one request, no loop; a token resumes, and goes with every request', async () => {
  const isOpen = (authorization: string | undefined) => authorization === 'Bearer secret'
  const wire = await startWire({
    board: (response, request) =>
      isOpen(request.headers.authorization)
        ? boardAnswer(3)(response, request)
        : json(response, { error: { code: 'unauthorized', message: 'a token is needed' } }, 401),
    stream: (response) => beginStream(response, named('hello', hello(3))),
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.untilState('signed_out')
  expect(desk.client.freshness()).toMatchObject({ status: 401 })
  expect(desk.timers()).toBe(0)
  expect(wire.requests).toHaveLength(1)
  desk.client.setToken('secret')
  await desk.untilState('live')
  expect(wire.authorizations).toEqual([undefined, 'Bearer secret', 'Bearer secret'])
})

test('a token goes with a WebSocket too', async () => {
  const wire = await startWire({
    board: boardAnswer(3),
    events: pageAnswer(3),
    socket: (socket) => socket.send(hello(3)),
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK, token: 'secret' })
  desk.client.start()
  await desk.untilState('live', 'websocket')
  expect(new Set(wire.authorizations)).toEqual(new Set(['Bearer secret']))
})

test('a handler that throws is its own problem: what waits behind it still arrives', async () => {
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => beginStream(response, named('hello', hello(3, 4)), durable(4)),
  })
  const thrown: unknown[] = []
  const soon = (run: () => void): void => {
    setImmediate(() => {
      try {
        run()
      } catch (error) {
        thrown.push(error)
      }
    })
  }
  const after = (milliseconds: number, run: () => void) => {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  }
  const desk = openDesk({
    url: wire.url,
    timers: { soon, after },
    onBoard: () => {
      throw new Error('mine')
    },
  })
  desk.client.start()
  await desk.until('the event', () => desk.sequences().length === 1)
  await desk.untilState('live')
  expect(thrown).toEqual([new Error('mine')])
})

test('an address that is none is refused at once, in words', () => {
  expect(() => openDesk({ url: 'watch.example.com' })).toThrow('must be like "https://watch.example.com"')
})
