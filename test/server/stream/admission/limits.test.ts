import { describe, expect, test } from 'vitest'
import type { Access } from '../../../../server/src/access/authorize.ts'
import { networkOf } from '../../../../server/src/ground/network-of.ts'
import { AskerLimits } from '../../../../server/src/stream/admission/asker-limits.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { openSocket, sse, webSocket } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

const STREAM = '/api/v2/events/stream'

test('S21: SSE and WebSocket share the streams of an address; a free place can be taken again', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { streams_per_address: 2 } })
  const clients = [sse.open(server.url), webSocket.open(server.url)]
  for (const client of clients) await client.untilControl('hello')
  const refused = await fetch(`${server.url}${STREAM}`)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({
    error: { code: 'too_many_streams', message: /limits\.streams_per_address/ },
  })
  expect(await webSocket.open(server.url).ended).toBe('status 429')
  expect((await fetch(`${server.url}/api/v2/events`)).status).toBe(200)
  clients[0]?.stop()
  while (server.streaming.connections().length > 1) await new Promise(setImmediate)
  await webSocket.open(server.url).untilControl('hello')
  expect(server.counts.get('shed:streams_per_address')).toBe(2)
})

test('S21: attempts are counted, whatever comes of them', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { stream_attempts_per_minute: 3 } })
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await fetch(`${server.url}${STREAM}?severity=bad`)).status)
  expect(statuses).toEqual([400, 400, 400, 429])
  const refused = await fetch(`${server.url}${STREAM}`)
  expect(refused.headers.get('retry-after')).toBe('20')
  expect(await refused.json()).toMatchObject({ error: { code: 'too_many_attempts' } })
})

test('S21: who is signed in does not count against the address', async () => {
  const principal = {
    id: 'test:ada',
    subject: 'test:ada',
    name: 'ada',
    role: 'viewer',
    scope: undefined,
    anonymous: false,
  } as const
  const access: Access = async () => ({ ok: true, principal })
  const limits = { streams_per_address: 1, stream_attempts_per_minute: 1 }
  const server = await startStreams({ core: new MemoryCore(), limits, access })
  for (let i = 0; i < 3; i++) await sse.open(server.url).untilControl('hello')
  expect(server.streaming.connections().map(({ principal }) => principal)).toEqual(['ada', 'ada', 'ada'])
})

test('S21: whoever is signed in has a limit of their own, on all three transports', async () => {
  const access: Access = async ({ authorization = '' }) => ({
    ok: true,
    principal: {
      id: `test:${authorization}`,
      subject: `test:${authorization}`,
      name: authorization,
      role: 'viewer',
      scope: undefined,
      credential: authorization,
      anonymous: false,
    },
  })
  const limits = { streams_per_principal: 2 }
  const server = await startStreams({ core: new MemoryCore(), limits, access })
  const ada = { headers: { authorization: 'ada' } }
  await sse.open(server.url, ada).untilControl('hello')
  await openSocket(server.url, {}, ada).client.untilControl('hello')
  const refused = await fetch(`${server.url}${STREAM}`, ada)
  expect([refused.status, await refused.json()]).toMatchObject([
    429,
    { error: { code: 'too_many_streams', message: /ada.*streams_per_principal/ } },
  ])
  expect(await openSocket(server.url, {}, ada).client.ended).toBe('status 429')
  // Somebody else is not the worse for it.
  await sse.open(server.url, { headers: { authorization: 'bo' } }).untilControl('hello')
  const { head } = (await (await fetch(`${server.url}/api/v2/events`, ada)).json()) as { head: string }
  const ending = new AbortController()
  const polls = [1, 2, 3].map(async () => {
    const { signal } = ending
    return (await fetch(`${server.url}/api/v2/events?cursor=${head}&wait=20`, { ...ada, signal })).status
  })
  // Two wait, and the third is sent away at once.
  expect(await Promise.race(polls)).toBe(429)
  ending.abort()
  expect((await Promise.allSettled(polls)).filter(({ status }) => status === 'rejected')).toHaveLength(2)
})

test('the whole server has a limit, and says when to come back', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { total_streams: 1 } })
  await sse.open(server.url).untilControl('hello')
  expect(await webSocket.open(server.url).ended).toBe('status 503')
  const refused = await fetch(`${server.url}/api/v2/events`)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({
    error: { code: 'server_full', message: /limits\.total_streams/ },
  })
})

test('every door asks who it is', async () => {
  const access: Access = async ({ authorization }) =>
    authorization === 'Bearer good'
      ? {
          ok: true,
          principal: {
            id: 'test:ada',
            subject: 'test:ada',
            name: 'ada',
            role: 'responder',
            scope: undefined,
            anonymous: false,
          },
        }
      : { ok: false, status: authorization === undefined ? 401 : 403, message: 'a token is needed' }
  const server = await startStreams({ core: new MemoryCore(), access })
  for (const [path, method] of [
    [STREAM, 'GET'],
    [STREAM, 'HEAD'],
    ['/api/v2/events', 'GET'],
  ] as const) {
    const response = await fetch(`${server.url}${path}`, { method })
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    const wrong = await fetch(`${server.url}${path}`, { method, headers: { authorization: 'Bearer bad' } })
    expect(wrong.status).toBe(403)
  }
  expect(await openSocket(server.url).client.ended).toBe('status 401')
  const signedIn = openSocket(server.url, {}, { headers: { authorization: 'Bearer good' } })
  await signedIn.client.untilControl('hello')
})

test('S20: a scope hides other alerts and silences that cannot touch it, and counts for itself, live and replayed', async () => {
  const scope = { cluster: ['eu-1', 'eu-2'] }
  const access: Access = async () => ({
    ok: true,
    principal: { id: 'test:ada', subject: 'test:ada', name: 'ada', role: 'viewer', scope, anonymous: false },
  })
  const core = new MemoryCore()
  const server = await startStreams({ core, access })
  const live = webSocket.open(server.url)
  await live.untilControl('hello')
  core.memory.publish(200)
  const wanted = core.memory.events.filter((event) => {
    if (event.source === 'alert_processor') return event.data.labels.cluster !== 'us-1'
    if (event.source === 'silence_manager') return event.data.matchers[0]?.value !== 'us-1'
    return event.source === 'health_monitor'
  })
  expect(wanted.length).toBeLessThan(200)
  const [, , tag] = (await live.untilControl('hello')).cursor.split('.')
  const replayed = sse.open(server.url, { cursor: `e1.0.${tag}` })
  for (const client of [live, replayed]) {
    await client.until(({ events }) => events.length >= wanted.length)
    expect(client.sequences).toEqual(wanted.map(({ sequence }) => sequence))
    expect(client.stats).toEqual([core.ofScope])
  }
})

describe('addresses', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network)
  })

  test('attempts grow back evenly', () => {
    let now = 0
    const limits = new AskerLimits({
      streams: 10,
      attemptsPerMinute: 60,
      monotonic: () => now,
      elsewhere: () => 0,
    })
    for (let i = 0; i < 60; i++) {
      expect(limits.take('a')).toBeUndefined()
      limits.release('a')
    }
    expect(limits.take('a')).toEqual({ reason: 'attempts', retryAfterSeconds: 1 })
    expect(limits.take('b')).toBeUndefined()
    now += 1000
    expect(limits.take('a')).toBeUndefined()
    expect(limits.take('a')?.reason).toBe('attempts')
  })

  test('streams at other servers count, and whoever comes from one of them is told to try again soon', () => {
    let others = 9
    const limits = new AskerLimits({
      streams: 10,
      attemptsPerMinute: 60,
      monotonic: () => 0,
      elsewhere: () => others,
    })
    expect(limits.take('a')).toBeUndefined()
    expect(limits.take('a')).toEqual({ reason: 'streams', retryAfterSeconds: 5 })
    others = 0
    expect(limits.take('a')).toBeUndefined()
    expect([...limits.open()]).toEqual([['a', 2]])
  })
})
