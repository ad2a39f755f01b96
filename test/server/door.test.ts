import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { denyUpgrade } from '../../server/src/stream/admission/denial.ts'
import { HandClock } from '../support/core/hand-clock.ts'
import { openDoor } from '../support/http/open-door.ts'
import { until } from '../support/until.ts'

const UPGRADE =
  'GET /ws/dashboard HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

/** A peer that keeps its side open for as long as it may. */
async function peer(port: number, request: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  let text = ''
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (bytes) => {
      text += bytes
    })
    socket.on('end', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
  socket.write(request)
  return { socket, answer }
}

test('a WebSocket waits while the server starts, and is answered once it has', async () => {
  const door = await openDoor()
  const { socket, answer } = await peer(door.port, UPGRADE)
  await fetch(`${door.url}/`)
  door.open(
    () => {},
    (_request, socket) => denyUpgrade(socket, { status: 404, code: 'not_found', message: 'not here' }, {}),
  )
  expect(await answer).toMatch(/^HTTP\/1\.1 404 /)
  socket.destroy()
  await door.close()
})

test('a poll waits while the server starts; one that has waited for too long is told to come back', async () => {
  const timers = new HandClock()
  const door = await openDoor({ timers })
  const polls = [fetch(`${door.url}/api/v2/events?wait=0`), fetch(`${door.url}/api/v2/events`)]
  await until('both to wait', () => timers.waiting === 2 || undefined)
  await timers.pass(30_000, async () => {})
  for (const poll of polls) {
    const { status, headers } = await poll
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
  }
  const third = fetch(`${door.url}/api/v2/events`)
  await until('a third to wait', () => timers.waiting === 1 || undefined)
  door.open(
    (_request, response) => response.end('here'),
    () => {},
  )
  expect(await (await third).text()).toBe('here')
  expect(timers.waiting).toBe(0)
  await door.close()
})

test('of one address only so many may wait for the start', async () => {
  const timers = new HandClock()
  const door = await openDoor({ timers, limits: { polls_per_address: 2 } })
  const polls = [fetch(`${door.url}/api/v2/events`), fetch(`${door.url}/api/v2/events`)]
  await until('both to wait', () => timers.waiting === 2 || undefined)
  expect((await fetch(`${door.url}/api/v2/events`)).status).toBe(429)
  const { socket, answer } = await peer(door.port, UPGRADE)
  expect(await answer).toMatch(/^HTTP\/1\.1 429 /)
  socket.destroy()
  door.open(
    (_request, response) => response.end('here'),
    () => {},
  )
  for (const poll of polls) expect(await (await poll).text()).toBe('here')
  await door.close()
})

test('a server that starts is no answer in the shape of the path: Alertmanager’s, ours, or both', async () => {
  const door = await openDoor()
  const headers = { 'x-request-id': 'one' }
  const body = async (method: string, path: string): Promise<unknown> => {
    const answer = await fetch(`${door.url}${path}`, { method, headers })
    expect([answer.status, answer.headers.get('retry-after')], path).toEqual([503, '1'])
    return answer.json()
  }
  const message = 'the server is starting'
  const error = { code: 'unavailable', message, request_id: 'one' }
  for (const path of [
    'alerts',
    'alerts?filter=a=b',
    'alerts/',
    'alerts/groups',
    'silences',
    'silence/1',
    'status',
    'receivers',
  ])
    expect(await body('GET', `/api/v2/${path}`), path).toBe(message)
  expect(await body('POST', '/api/v2/alerts')).toBe(message)
  for (const path of ['board', 'alerts/0123456789abcdef', 'alerts/groups/x', 'silences/preview'])
    expect(await body('GET', `/api/v2/${path}`), path).toEqual({ error })
  for (const path of ['/readyz', '/metrics', '/health/realtime'])
    expect(await body('GET', path)).toEqual({ error })
  expect(await body('GET', '/nothing')).toEqual({ code: 503, message, error })
  await door.close()
})

test('a stream is held while the server starts: 200, a time to come back in, and words that keep it open', async () => {
  const timers = new HandClock()
  const door = await openDoor({ timers, limits: { streams_per_address: 2 } })
  const stream = (query = ''): Promise<Response> => fetch(`${door.url}/api/v2/events/stream${query}`)
  const held = await stream('?lastEventId=e1.1')
  expect([held.status, held.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const reader = held.body?.getReader()
  const next = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value)
  expect(await next()).toMatch(/^retry: [1-4]\d{3}\n: the server is starting\n$/)
  await timers.pass(15_000, async () => {})
  expect(await next()).toBe(': the server is starting\n')
  // What is known already is said already.
  expect((await stream('?since=1')).status).toBe(400)
  const second = await stream()
  expect((await stream()).status).toBe(429)
  await second.body?.cancel()
  await until('its place to be free', async () => {
    const again = await stream()
    await again.body?.cancel()
    return again.status === 200 || undefined
  })
  // A start that fails.
  door.streams.close()
  expect((await reader?.read())?.done).toBe(true)
  expect(timers.waiting).toBe(0)
  await door.close()
})

test('a half-sent request, a refused upgrade that stays and a silent connection hold up no end', async () => {
  const door = await openDoor()
  door.open(
    () => {},
    (_request, socket) => denyUpgrade(socket, { status: 404, code: 'not_found', message: 'not here' }, {}),
  )
  const refused = await peer(door.port, UPGRADE)
  expect(await refused.answer).toMatch(/^HTTP\/1\.1 404 /)
  await peer(door.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n[')
  await peer(door.port, '')
  // The limit of this test is its proof: none of them would ever leave by itself.
  await door.close()
})
