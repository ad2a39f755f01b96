import { Alert, parser } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { freePort } from '../support/network/free-port.ts'
import { openDesk } from './desk.ts'
import { fire, startRealServer } from './feed.ts'
import { json, startWire } from './wire.ts'

const UNKNOWN = '0123456789abcdef'

test('an acknowledgement goes out, comes back, and reaches the board like any event', async () => {
  const server = await startRealServer()
  await fire(server.url, 'CheckoutErrorRate')
  const desk = openDesk({ url: server.url })
  desk.client.start()
  await desk.untilState('live')
  const alert = desk.boards[0]?.alerts[0]
  if (alert === undefined) throw new Error('the board is empty')
  const taken = await desk.client.acknowledge(alert.fingerprint, {
    life: alert.life,
    name: 'Ana',
    note: 'on it',
  })
  expect(taken).toMatchObject({ ok: true, value: { acknowledged_by: { name: 'Ana', until: 'resolved' } } })
  const types = () => desk.batches.flat().map((event) => event.type)
  await desk.until('the event', () => types().includes('alert_acknowledged'))
  const given = await desk.client.unacknowledge(alert.fingerprint, { life: alert.life, name: 'Ana' })
  expect(given).toMatchObject({ ok: true, value: { acknowledged_by: null } })
  await desk.until('the event', () => types().includes('alert_unacknowledged'))
  const stale = await desk.client.acknowledge(alert.fingerprint, { life: 'gone.1', name: 'Ana' })
  expect(stale).toMatchObject({ ok: false, reason: 'conflict' })
  expect(await desk.client.acknowledge(UNKNOWN, { name: 'Ana' })).toMatchObject({
    ok: false,
    reason: 'not_found',
  })
})

test('an end by hand that the server refuses comes back with its words', async () => {
  const server = await startRealServer()
  await fire(server.url, 'StillFires')
  const desk = openDesk({ url: server.url })
  desk.client.start()
  await desk.untilState('live')
  const alert = desk.boards[0]?.alerts[0]
  if (alert === undefined) throw new Error('the board is empty')
  const refused = await desk.client.resolve(alert.fingerprint, { life: alert.life, name: 'Ana' })
  expect(refused).toMatchObject({ ok: false, reason: 'conflict' })
  expect(refused.ok ? '' : refused.message).toContain('it still fires')
})

test.each([
  [400, 'invalid'],
  [401, 'signed_out'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
  [422, 'invalid'],
  [429, 'busy'],
  [500, 'server_error'],
  [503, 'busy'],
] as const)('%i is %s, with the server’s own words', async (status, reason) => {
  const wire = await startWire({
    any: (response) => {
      response.setHeader('retry-after', '3')
      json(response, { error: { code: 'some_code', message: 'some words' } }, status)
    },
  })
  const { client } = openDesk({ url: wire.url })
  const result = await client.acknowledge(UNKNOWN, { name: 'Ana' })
  expect(result).toEqual({
    ok: false,
    reason,
    code: 'some_code',
    message: `some words (HTTP ${status})`,
    retry_after_ms: 3_000,
  })
})

test('any other request: method, body, token, and an answer that is read strictly', async () => {
  const bodies: string[] = []
  const wire = await startWire({
    any: (response, request) => {
      request.on('data', (chunk) => bodies.push(String(chunk)))
      request.on('end', () => json(response, { name: 'not an alert' }))
    },
  })
  const { client } = openDesk({ url: `${wire.url}/prefix/`, token: 'secret' })
  const parse = parser(Alert)
  const result = await client.request({ method: 'POST', path: '/api/v2/x?y=1', body: { a: 1 }, parse })
  expect(result).toMatchObject({ ok: false, reason: 'unreadable' })
  expect([wire.requests, wire.authorizations, bodies]).toEqual([
    ['POST /prefix/api/v2/x?y=1'],
    ['Bearer secret'],
    ['{"a":1}'],
  ])
  const echo = await client.request({ path: '/api/v2/x', parse: (value) => ({ ok: true, value }) })
  expect(echo).toEqual({ ok: true, value: { name: 'not an alert' } })
})

test('nobody there, no answer, an answer that breaks off, a client that was stopped: each has its word', async () => {
  const nobody = openDesk({ url: `http://127.0.0.1:${await freePort()}` })
  expect(await nobody.client.acknowledge(UNKNOWN, {})).toMatchObject({ ok: false, reason: 'unreachable' })

  const mute = await startWire({ any: () => undefined })
  const waiting = openDesk({ url: mute.url, tuning: { request_limit: 50 } })
  expect(await waiting.client.acknowledge(UNKNOWN, {})).toMatchObject({ ok: false, reason: 'no_answer' })
  expect(waiting.timers()).toBe(0)

  const broken = await startWire({ any: (response) => response.destroy() })
  const cut = openDesk({ url: broken.url })
  expect(await cut.client.acknowledge(UNKNOWN, {})).toMatchObject({ ok: false, reason: 'no_answer' })

  const leaving = openDesk({ url: mute.url })
  const pending = leaving.client.acknowledge(UNKNOWN, {})
  leaving.client.stop()
  expect(await pending).toMatchObject({ ok: false, reason: 'stopped' })
  expect(await leaving.client.acknowledge(UNKNOWN, {})).toMatchObject({ ok: false, reason: 'stopped' })
  expect(leaving.timers()).toBe(0)
})
