import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { DurableEvent } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { fastTimers } from '../../../support/core/fast-timers.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { openSocket } from '../../../support/stream/stream-clients.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

describe('what a client says', () => {
  test('a ping is answered with its request and the server’s time', async () => {
    const server = await startStreams({ core: new MemoryCore() })
    const { client, say } = openSocket(server.url, {})
    say({ action: 'ping', request: 'p1' })
    expect(await client.untilControl('reply')).toMatchObject({ request: 'p1' })
  })

  test.each([
    ['not JSON', 'nonsense', /not JSON/],
    ['an unknown action', { action: 'explode' }, /cannot be used/],
    ['a wrong field', { action: 'ping', request: 7 }, /cannot be used/],
    ['a wrong filter', { action: 'subscribe', filter: { severity: ['bad'] } }, /cannot be used/],
    ['a broken matcher', { action: 'subscribe', filter: { filter: ['{x'] } }, /bad matcher/],
  ])('%s is told to its sender, who keeps its stream', async (_, message, wanted) => {
    const core = new MemoryCore()
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, {})
    await client.untilControl('hello')
    say(message)
    expect(await client.untilControl('error')).toMatchObject({ code: 'bad_message', message: wanted })
    core.memory.publish(1)
    await client.until(({ events }) => events.length === 1)
    expect(server.counts.get('error:bad_message')).toBe(1)
  })

  test('a bad first message closes with 4400', async () => {
    const server = await startStreams({ core: new MemoryCore() })
    const { client, say } = openSocket(server.url)
    say('nonsense')
    expect(await client.ended).toBe('4400')
    expect(client.controls).toMatchObject([{ control: 'error', code: 'bad_message' }])
  })

  test('binary messages close with 4400, messages over 64 KiB with 1009', async () => {
    const server = await startStreams({ core: new MemoryCore() })
    const binary = openSocket(server.url, {})
    await binary.client.untilControl('hello')
    binary.socket.send(Buffer.from('{"action":"ping"}'))
    expect(await binary.client.ended).toBe('4400')
    const large = openSocket(server.url, {})
    await large.client.untilControl('hello')
    large.say({ action: 'ping', request: 'x'.repeat(70_000) })
    expect(await large.client.ended).toBe('1009')
    expect(server.counts.get('error:message_too_large')).toBe(1)
  })

  test('a flood of messages closes with 4291', async () => {
    const server = await startStreams({ core: new MemoryCore() })
    const { client, say } = openSocket(server.url, {})
    await client.untilControl('hello')
    for (let i = 0; i < 200; i++) say({ action: 'ping' })
    expect(await client.ended).toBe('4291')
  })

  test('without a subscribe in 10 s it is closed with 4400', async () => {
    const server = await startStreams({ core: new MemoryCore(), timers: fastTimers(100) })
    const { client } = openSocket(server.url)
    expect(await client.ended).toBe('4400')
    expect(client.controls).toMatchObject([{ control: 'error', code: 'no_subscribe' }])
  })
})

describe('S9: acknowledging over the stream', () => {
  const acknowledge = { action: 'acknowledge', request: 'a1', fingerprint: '0123456789abcdef', life: 'e1.4' }

  test('asks the core and answers its word', async () => {
    const core = new MemoryCore()
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, {})
    say({ ...acknowledge, name: 'ada', until: 'time', ends_at: '2026-01-05T05:00:00Z', note: 'mine' })
    expect(await client.untilControl('error')).toMatchObject({ code: 'not_found', request: 'a1' })
    expect(core.acknowledged).toEqual([
      {
        fingerprint: '0123456789abcdef',
        life: 'e1.4',
        name: 'ada',
        until: 'time',
        endsAt: Date.UTC(2026, 0, 5, 5),
        note: 'mine',
        acting: expect.objectContaining({ id: 'local' }),
      },
    ])
    core.answer = { ok: true, value: {} as never }
    say({ ...acknowledge, name: 'ada' })
    expect(await client.untilControl('reply')).toMatchObject({ request: 'a1' })
    // As it was, else until it resolves.
    expect(core.acknowledged.at(-1)).toMatchObject({ name: 'ada', until: undefined })
  })

  test.each([
    ['a name', {}, /name is missing/],
    ['a name that can be read', { name: ' \u200b\t' }, /name is missing/],
    ['a readable time', { name: 'ada', ends_at: 'tomorrow' }, /RFC 3339/],
    ['an end', { name: 'ada', until: 'time' }, /ends_at is missing/],
  ])('it needs %s', async (_, fields, wanted) => {
    const core = new MemoryCore()
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, {})
    say({ ...acknowledge, ...fields })
    expect(await client.untilControl('error')).toMatchObject({
      code: 'invalid',
      message: wanted,
      request: 'a1',
    })
    expect(core.acknowledged).toEqual([])
  })

  test('a viewer may not, and a signed-in person acknowledges under their own name', async () => {
    const core = new MemoryCore()
    const role = { current: 'viewer' as 'viewer' | 'responder' }
    const access = async () =>
      ({
        ok: true,
        principal: {
          id: 'test:grace',
          subject: 'test:grace',
          name: 'grace',
          role: role.current,
          scope: undefined,
          anonymous: false,
        },
      }) as const
    const server = await startStreams({ core, access })
    const viewer = openSocket(server.url, {})
    viewer.say({ ...acknowledge, name: 'ada' })
    expect(await viewer.client.untilControl('error')).toMatchObject({ code: 'forbidden', request: 'a1' })
    role.current = 'responder'
    const responder = openSocket(server.url, {})
    responder.say({ ...acknowledge, name: 'ada' })
    await responder.client.untilControl('error')
    expect(core.acknowledged.map(({ name }) => name)).toEqual(['grace'])
  })
})

describe('S20: subscribing again', () => {
  test('a narrower filter goes on where the stream stands', async () => {
    const core = new MemoryCore()
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, { filter: { severity: ['critical', 'high'] } })
    await client.untilControl('hello')
    core.memory.publish(30)
    await client.until(({ events }) => events.length > 0)
    const before = client.heard.length
    say({ action: 'subscribe', filter: { severity: ['critical'] } })
    await client.until(({ controls }) => controls.filter(({ control }) => control === 'hello').length === 2)
    core.memory.publish(30)
    await client.until(({ events }) => (events.at(-1)?.sequence ?? 0) > 30)
    const after = client.heard.slice(before)
    expect(after[0]).toMatchObject({ kind: 'control', control: { control: 'hello', cursor: 'e1.30' } })
    expect(after[1]?.kind).toBe('latest')
    expect(client.controls.some(({ control }) => control === 'reset')).toBe(false)
    for (const heard of after) if (heard.kind === 'event') expect(isCritical(heard.event)).toBe(true)
  })

  test('a wider filter is reset: what was held back is not on the client’s board', async () => {
    const core = new MemoryCore()
    core.memory.publish(10)
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, { cursor: 'e1.10', filter: { severity: ['critical'] } })
    await client.untilControl('hello')
    say({ action: 'subscribe', cursor: 'e1.10', filter: {} })
    expect(await client.untilControl('reset')).toMatchObject({ reason: 'filter', head: 'e1.10' })
    core.memory.publish(5)
    await client.until(({ sequences }) => sequences.at(-1) === 15)
    expect(client.sequences).toEqual([11, 12, 13, 14, 15])
  })

  test('the same filter with another cursor reads from there', async () => {
    const core = new MemoryCore()
    core.memory.publish(10)
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, {})
    await client.untilControl('hello')
    say({ action: 'subscribe', cursor: 'e1.7' })
    await client.until(({ events }) => events.length === 3)
    expect(client.sequences).toEqual([8, 9, 10])
  })

  test('what the old subscription was still reading does not come any more', async () => {
    const core = new MemoryCore()
    core.memory.publish(20)
    let open = (): void => {}
    core.memory.gate = new Promise((resolve) => {
      open = resolve
    })
    const server = await startStreams({ core })
    const { client, say } = openSocket(server.url, { cursor: 'e1.0' })
    await client.untilControl('hello')
    say({ action: 'subscribe', cursor: 'e1.20' })
    await client.until(({ controls }) => controls.filter(({ control }) => control === 'hello').length === 2)
    open()
    core.memory.publish(2)
    await client.until(({ events }) => events.length >= 2)
    expect(client.sequences).toEqual([21, 22])
  })
})

describe('the door', () => {
  test('another path is 404', async () => {
    const server = await startStreams({ core: new MemoryCore() })
    const response = openSocket(`${server.url}/elsewhere`, {})
    expect(await response.client.ended).toBe('status 404')
  })

  test('a broken handshake leaves no trace', async () => {
    const server = await startStreams({ core: new MemoryCore(), limits: { streams_per_address: 1 } })
    for (let i = 0; i < 3; i++) {
      const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' }
      const asked = request(`${server.url}/ws/dashboard`, {
        headers: { ...headers, 'Sec-WebSocket-Key': 'short' },
      })
      const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage]
      expect(answer.statusCode).toBe(400)
      await once(answer.resume(), 'close')
    }
    await openSocket(server.url, {}).client.untilControl('hello')
  })
})

test('a peer that answers no ping in 8 s is cut; one that does stays', async () => {
  const server = await startStreams({ core: new MemoryCore(), timers: fastTimers(100) })
  const deaf = openSocket(server.url, {}, { autoPong: false })
  const alive = openSocket(server.url, {})
  expect(await deaf.client.ended).toBe('1006')
  expect(server.counts.get('error:no_pong')).toBe(1)
  const beats = (): number => alive.client.controls.filter(({ control }) => control === 'heartbeat').length
  const before = beats()
  await alive.client.until(() => beats() > before + 2)
  expect(alive.socket.readyState).toBe(alive.socket.OPEN)
})

test('frames of every size arrive whole', async () => {
  const core = new MemoryCore()
  const server = await startStreams({ core })
  const { client } = openSocket(server.url, {})
  await client.untilControl('hello')
  for (const padding of [0, 1, 60_000, 65_500, 66_000, 200_000]) core.memory.publish(1, padding)
  await client.until(({ events }) => events.length === 6)
  expect(client.events.map(({ prev: _, ...event }) => event)).toEqual(core.memory.events)
})

function isCritical(event: DurableEvent): boolean {
  return event.source !== 'alert_processor' || event.data.level === 'critical'
}
