import { type AskCredential, createClient, systemPlatform, type Wanted } from '@watchfloor/client'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { until } from '../support/until.ts'
import { openDesk } from './desk.ts'
import { beginStream, boardAnswer, durable, hello, json, named, startWire } from './wire.ts'

const QUICK = { backoff_base: 20, backoff_floor: 1, hello_limit: 300, request_limit: 2_000, stable_after: 0 }
const EXPIRING = named(
  'expiring',
  JSON.stringify({ control: 'expiring', expires_at: '2026-11-24T03:00:00.000Z', message: '' }),
)
const farewell = (code: string): string =>
  named('error', JSON.stringify({ control: 'error', code, message: 'over' }))

/** A host whose credential can be told; it notes what it was asked for. */
function host(first: string | undefined | null) {
  const asked: Wanted['to'][] = []
  const of = {
    asked,
    token: first,
    /** What it gives when the present one will not do. */
    next: undefined as string | undefined,
    fails: false,
  }
  const credential: AskCredential = async (wanted) => {
    asked.push(wanted.to)
    if (of.fails) throw Object.assign(new Error('no way'), { code: 'ENOTFOUND' })
    if (wanted.to !== 'ask' && of.next !== undefined) of.token = of.next
    if (of.token === null) return { ok: false, reason: 'none', detail: 'nobody has signed in' }
    return { ok: true, token: of.token }
  }
  return Object.assign(of, { credential })
}

/** Takes these tokens, refuses all others with this status. */
const guarded =
  (good: ReadonlySet<string>, then: Parameters<typeof startWire>[0]['board'], status = 401) =>
  (...[response, request]: Parameters<NonNullable<typeof then>>): void => {
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    if (good.has(token)) then?.(response, request)
    else json(response, { error: { code: 'unauthorized', message: 'not this one' } }, status)
  }

test('without a credential nothing is asked of the server, whatever happens, until there is one', async () => {
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => beginStream(response, named('hello', hello(3))),
  })
  const of = host(null)
  const desk = openDesk({ url: wire.url, tuning: QUICK, credential: of.credential })
  desk.client.start()
  await desk.untilState('signed_out')
  expect(desk.client.freshness()).toMatchObject({ reason: 'none', detail: 'nobody has signed in' })
  desk.client.wake()
  desk.client.networkChanged(true)
  expect(await desk.client.acknowledge('0123456789abcdef', { name: 'Ana' })).toMatchObject({
    reason: 'signed_out',
  })
  expect([wire.requests, desk.timers()]).toEqual([[], 0])
  of.token = 'good'
  desk.client.credentialChanged()
  await desk.untilState('live')
})

test('a storm of 401: one question for each new credential, and none besides', async () => {
  const wire = await startWire({ any: guarded(new Set(), undefined), board: guarded(new Set(), undefined) })
  const of = host('bad')
  const desk = openDesk({ url: wire.url, tuning: QUICK, credential: of.credential })
  desk.client.start()
  await desk.untilState('signed_out')
  expect(desk.client.freshness()).toMatchObject({ status: 401, reason: 'refused' })
  // The same once more is no other.
  expect([wire.requests.length, of.asked]).toEqual([1, ['ask', 'replace']])
  for (let i = 0; i < 20; i++) {
    desk.client.wake()
    desk.client.networkChanged(i % 2 === 0)
  }
  expect([wire.requests.length, desk.timers()]).toEqual([1, 0])
  of.next = 'worse'
  desk.client.credentialChanged()
  await until('the second', () => (wire.requests.length === 3 ? true : undefined))
  await desk.untilState('signed_out')
  expect(wire.authorizations).toEqual(['Bearer bad', 'Bearer bad', 'Bearer worse'])
  expect(desk.timers()).toBe(0)
})

test('one that was refused is replaced where the host has another', async () => {
  const good = new Set(['newer'])
  const wire = await startWire({
    board: guarded(good, boardAnswer(3)),
    stream: guarded(good, (response) => beginStream(response, named('hello', hello(3)))),
  })
  const of = host('older')
  of.next = 'newer'
  const desk = openDesk({ url: wire.url, tuning: QUICK, credential: of.credential })
  desk.client.start()
  await desk.untilState('live')
  expect(wire.authorizations).toEqual(['Bearer older', 'Bearer newer', 'Bearer newer'])
})

test.each([
  [403, 'signed_out'],
  [503, 'offline'],
] as const)('%i: %s', async (status, state) => {
  const wire = await startWire({ board: guarded(new Set(), undefined, status) })
  const of = host('mine')
  const desk = openDesk({ url: wire.url, tuning: QUICK, credential: of.credential })
  desk.client.start()
  await desk.untilState(state)
  expect(of.asked).not.toContain('replace')
  if (state === 'signed_out') {
    expect(desk.client.freshness()).toMatchObject({
      status: 403,
      reason: 'forbidden',
      detail: /not this one/,
    })
    expect([wire.requests.length, desk.timers()]).toEqual([1, 0])
  } else await until('another attempt', () => (wire.requests.length > 2 ? true : undefined))
})

test('a host that cannot say now is asked again, and the hop that is broken for it is told', async () => {
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response) => beginStream(response, named('hello', hello(3))),
  })
  const of = host('mine')
  of.fails = true
  const desk = openDesk({ url: wire.url, tuning: QUICK, credential: of.credential })
  desk.client.start()
  await desk.untilState('offline')
  expect(desk.client.freshness()).toMatchObject({ broken: 'dns' })
  of.fails = false
  await desk.untilState('live')
})

test('warned, SSE goes on by a newer one in another stream: nothing is lost, nothing comes twice', async () => {
  const tokens: string[] = []
  const wire = await startWire({
    board: boardAnswer(3),
    stream: (response, request) => {
      tokens.push(request.headers.authorization ?? '')
      if (tokens.length === 1) return beginStream(response, named('hello', hello(3, 4)), durable(4), EXPIRING)
      beginStream(response, named('hello', hello(4, 6)), durable(5), durable(6))
    },
  })
  const of = host('older')
  of.next = 'newer'
  const desk = openDesk({ url: wire.url, tuning: QUICK, credential: of.credential })
  desk.client.start()
  await desk.until('all events', () => desk.sequences().length === 3)
  expect(desk.sequences()).toEqual([4, 5, 6])
  expect([tokens, wire.requests.at(-1)]).toEqual([
    ['Bearer older', 'Bearer newer'],
    'GET /api/v2/events/stream?cursor=t1.4',
  ])
  await until('the first to be let go', () => (wire.open() === 1 ? true : undefined))
  expect(desk.told.filter(({ state }) => state === 'offline' || state === 'checking')).toEqual([])
})

test('warned, a WebSocket is told of the newer one, and goes on as it is', async () => {
  const said: unknown[] = []
  let socket: WebSocket | undefined
  const wire = await startWire({
    board: boardAnswer(3),
    events: (response) =>
      json(response, {
        cursor: 't1.3',
        head: 't1.3',
        server_time: new Date().toISOString(),
        events: [],
        more: false,
      }),
    socket: (opened) => {
      socket = opened
      opened.on('message', (text) => said.push(JSON.parse(String(text))))
      opened.send(hello(3))
    },
  })
  const of = host('older')
  const desk = openDesk({
    url: wire.url,
    tuning: { ...QUICK, climb_every: 600_000 },
    credential: of.credential,
  })
  desk.client.start()
  await desk.untilState('live', 'websocket')
  const before = wire.requests.length
  of.next = 'newer'
  socket?.send(JSON.stringify({ control: 'expiring', expires_at: '2026-11-24T03:00:00.000Z', message: '' }))
  await until('it to be told', () => (said.length === 2 ? true : undefined))
  expect([said[1], wire.requests.length]).toEqual([{ action: 'authenticate', token: 'newer' }, before])
})

test.each(['unauthorized', 'changed'])(
  'a stream that ends with %s is opened again at once, and is no drop',
  async (code) => {
    let streams = 0
    const wire = await startWire({
      board: boardAnswer(3),
      stream: (response) => {
        streams++
        if (streams > 1) return beginStream(response, named('hello', hello(3)))
        beginStream(response, named('hello', hello(3)), farewell(code))
        response.end()
      },
    })
    const desk = openDesk({ url: wire.url, tuning: QUICK, credential: host('mine').credential })
    desk.client.start()
    await desk.until('another stream', () => streams === 2 && desk.client.freshness().state === 'live')
    expect(desk.client.freshness().drops.count).toBe(0)
  },
)

test('a reset because one sees other alerts takes the board anew', async () => {
  let boards = 0
  const wire = await startWire({
    board: (response, request) => boardAnswer(++boards * 10)(response, request),
    stream: (response, request) => {
      if (request.url?.includes('cursor=t1.10') !== true)
        return beginStream(response, named('hello', hello(20)))
      const reset = { control: 'reset', reason: 'scope', earliest: 't1.0', head: 't1.20' }
      beginStream(response, named('hello', hello(10, 20)), named('reset', JSON.stringify(reset)))
    },
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.until('the second board', () => desk.boards.length === 2)
  expect(desk.causes).toEqual(['start', 'scope'])
})

test('what names the scope stays in the cursor, whatever comes', async () => {
  const wire = await startWire({
    board: (response) =>
      json(response, {
        cursor: 't1.3.abc',
        server_time: new Date().toISOString(),
        alerts: [],
        silences: [],
        health: [],
        stats: null,
      }),
    stream: (response) => beginStream(response, named('hello', hello(3, 4)), durable(4)),
  })
  const desk = openDesk({ url: wire.url, tuning: QUICK })
  desk.client.start()
  await desk.until('the event', () => desk.sequences().length === 1)
  expect([wire.requests[1], desk.client.cursor()]).toEqual([
    'GET /api/v2/events/stream?cursor=t1.3.abc',
    't1.4.abc',
  ])
})

test('a client that was never started asks with what the host has', async () => {
  const heads: (string | undefined)[] = []
  const wire = await startWire({
    any: (response, request) => {
      heads.push(request.headers.authorization)
      json(response, {})
    },
  })
  const nothing = (): void => {}
  const client = createClient({
    ...systemPlatform(globalThis),
    url: wire.url,
    credential: host('mine').credential,
    onBoard: nothing,
    onEvents: nothing,
    onFreshness: nothing,
  })
  await client.request({ path: '/api/v2/stats', parse: (value) => ({ ok: true, value }) })
  client.stop()
  expect(heads).toEqual(['Bearer mine'])
})
