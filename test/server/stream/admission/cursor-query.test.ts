import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  POLL_PARAMETERS,
  readPollQuery,
  readStreamQuery,
} from '../../../../server/src/stream/admission/stream-query.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'

function cursorOf(query: string, header?: string): string | undefined {
  const headers = header === undefined ? {} : { 'last-event-id': header }
  const read = readStreamQuery({ url: `/api/v2/events/stream?${query}`, headers })
  if (!read.ok) throw new Error(read.error)
  return read.value.cursor
}

test.each([
  'cursor',
  'lastEventId',
  'lastEventID',
  'LASTEVENTID',
  'last-event-id',
  'Last-Event-ID',
  'last_event_id',
  'evs_last_event_id',
])('?%s= is a cursor', (name) => {
  expect(cursorOf(`${name}=e1.7`)).toBe('e1.7')
  const poll = readPollQuery({ url: `/api/v2/events?${name}=e1.7&wait=0`, headers: {} })
  expect(poll.ok && poll.value.cursor).toBe('e1.7')
})

test('of several cursors the one that was added last counts: the header, then lastEventId, then cursor', () => {
  expect(cursorOf('cursor=e1.1&lastEventId=e1.2', 'e1.3')).toBe('e1.3')
  expect(cursorOf('lastEventId=e1.2&cursor=e1.1')).toBe('e1.2')
  expect(cursorOf('lastEventId=e1.2&last-event-id=e1.4')).toBe('e1.4')
  expect(cursorOf('cursor=e1.1&cursor=e1.5')).toBe('e1.5')
  // Empty means none: libraries send it so before the first event.
  expect(cursorOf('cursor=e1.1&lastEventId=', '')).toBe('e1.1')
  expect(cursorOf('cursor=')).toBeUndefined()
})

test.each([
  'since',
  'last_id',
  'lastId',
  'Cursor',
  'offset',
  'after',
  'sequence',
  'severties',
  'constructor',
])('?%s= is unknown, and refused by its name', async (name) => {
  const server = await startStreams({ core: new MemoryCore() })
  for (const path of ['/api/v2/events/stream', '/api/v2/events']) {
    const answer = await fetch(`${server.url}${path}?${name}=e1.1`)
    expect(answer.status).toBe(400)
    const { error } = (await answer.json()) as { error: { code: string; message: string } }
    expect(error.code).toBe('bad_request')
    expect(error.message).toContain(`there is no parameter "${name}"`)
    expect(error.message).toContain('lastEventId')
  }
})

test('what libraries add against caches is left unread', () => {
  expect(cursorOf('_=1764300000&r=0.123&t=1&evs_preamble=2056&lastEventId=e1.2')).toBe('e1.2')
})

test('every parameter that a poll describes is one that it reads', () => {
  const given = { types: 'alert_created', sources: 'system', severity: 'info', filter: 'a="b"', limit: '1' }
  const named = POLL_PARAMETERS.filter((one) => one.in === 'query').map(({ name }) => name)
  const url = `/api/v2/events?${named.map((name) => `${name}=${encodeURIComponent(given[name as 'limit'] ?? '1')}`).join('&')}`
  expect(readPollQuery({ url, headers: {} })).toMatchObject({ ok: true, value: { limit: 1 } })
})

test('a WebSocket takes no parameters: what was given there is refused, and says where it belongs', async () => {
  const server = await startStreams({ core: new MemoryCore() })
  for (const query of ['cursor=e1.1', 'lastEventId=e1.1', 'severity=critical']) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/dashboard?${query}`)
    socket.on('error', () => {})
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(answer.statusCode).toBe(400)
    expect((await answer.toArray()).join('')).toContain('said in the subscribe')
  }
})
