import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiError, AuditEntry } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Logger } from '../../../server/src/ground/logger.ts'
import { runServer, sharedServer } from '../../support/http/run-server.ts'

type Line = readonly [message: string, fields: Readonly<Record<string, unknown>>]

function listening(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = []
  const write = (fields: object, message: string): void => void lines.push([message, { ...fields }])
  return { lines, logger: { info: write, warn: write, error: write, debug: write } }
}

const { logger, lines } = listening()
const shared = sharedServer({ logger })

const ask = (
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: unknown,
): Promise<Response> =>
  fetch(shared().url + path, {
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })

const idOf = ({ headers }: Response): string | null => headers.get('x-request-id')

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

test.each([
  ['an id that it brings', { 'x-request-id': 'Root=1-67891233-abcdef012345678912345678' }, /^Root=1-.*78$/],
  ['the trace that it belongs to', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, TRACE],
  ['its id before its trace', { 'x-request-id': 'a', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, /^a$/],
  ['a later version of traces', { traceparent: `01-${TRACE}-00f067aa0ba902b7-01-more` }, TRACE],
])('a request is known by %s', async (_, headers, id) => {
  expect(idOf(await ask('/healthz', headers))).toMatch(id)
})

test.each([
  ['no id', {}],
  ['one with a space', { 'x-request-id': 'a b' }],
  ['one that is not ASCII', { 'x-request-id': 'a\u00e9' }],
  ['one that is too long', { 'x-request-id': 'a'.repeat(129) }],
  ['an empty one', { 'x-request-id': '' }],
  ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
  ['a trace that is none', { traceparent: 'ff-4bf9-00f0-01' }],
])('a request with %s gets one of its own', async (_, headers) => {
  const ids = [await ask('/healthz', headers), await ask('/healthz', headers)].map(idOf)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/)
  expect(new Set(ids).size).toBe(2)
})

test('every answer has it: of a route, a path that is none, a refusal at the door, a stream and a WebSocket', async () => {
  const named = { 'x-request-id': 'one-of-many' }
  for (const path of ['/healthz', '/', '/nothing', '/api/v2/alerts', '/metrics', '/api/v2/alerts/%zz'])
    expect([path, idOf(await ask(path, named))]).toEqual([path, 'one-of-many'])
  const stream = await ask('/api/v2/events/stream', named)
  expect(idOf(stream)).toBe('one-of-many')
  await stream.body?.cancel()
  const socket = new WebSocket(`${shared().url.replace('http', 'ws')}/ws/dashboard`, { headers: named })
  onTestFinished(() => socket.terminate())
  const upgrade = await new Promise<IncomingMessage>((resolve) => socket.once('upgrade', resolve))
  expect(upgrade.headers['x-request-id']).toBe('one-of-many')
})

test.each([
  ['a route', '/api/v2/alerts/nonsense', {}],
  ['a path that is none', '/api/v2/nothing', {}],
  ['the door', '/api/v2/board', { origin: 'https://evil.example' }],
  ['a stream', '/api/v2/events/stream?severity=x&nonsense=1', {}],
])('an error of %s says it', async (_, path, headers) => {
  const answer = await ask(path, { 'x-request-id': 'wrong-1', ...headers })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  const { error } = (await answer.json()) as ApiError
  expect(error.request_id).toBe('wrong-1')
})

test('the lines of the log that speak of a request have it', async () => {
  const alert = { labels: { alertname: 'Traced' } }
  expect((await ask('/api/v2/alerts', { 'x-request-id': 'sent-1' }, [alert])).status).toBe(200)
  await ask('/api/v2/board', { 'x-request-id': 'looked-1' })
  await ask('/api/v2/webhooks/grafana', { 'x-request-id': 'refused-1' }, { text: 'hello' })
  const of = (id: string): readonly string[] =>
    lines.flatMap(([message, { request }]) => (request === id ? [message] : []))
  await expect.poll(() => of('looked-1')).toEqual(['answered'])
  expect(of('sent-1')).toEqual(['ingest'])
  await expect.poll(() => of('refused-1')).toEqual(['a message was refused', 'answered'])
})

test('the entry of an act has it, and of a refusal that of the first; the chain holds', async () => {
  const wanted = { 'x-request-id': 'saved-1' }
  const silence = {
    matchers: [{ name: 'job', value: 'audited', isRegex: false, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 60_000).toISOString(),
    createdBy: 'ada',
    comment: 'for a test',
  }
  expect((await ask('/api/v2/silences', wanted, silence)).status).toBe(200)
  for (const id of ['wrong-1', 'wrong-2'])
    await ask('/api/v2/silences', { 'x-request-id': id }, { ...silence, matchers: [] })
  const page = (await (await ask('/api/v2/audit?what=silence.save')).json()) as {
    readonly entries: readonly AuditEntry[]
  }
  expect(page.entries.map(({ result, request }) => [result, request])).toEqual([
    ['invalid', 'wrong-1'],
    ['ok', 'saved-1'],
  ])
  expect(page.entries.every(({ who }) => !('request' in who))).toBe(true)
  expect(await (await ask('/api/v2/audit/verify')).json()).toMatchObject({ whole: true })
  const csv = await (await ask('/api/v2/audit?format=csv')).text()
  expect(csv).toContain(',saved-1,')
})

test('what upstreams are asked because of a request carries its id and its trace', async () => {
  const asked: (readonly unknown[])[] = []
  const theirs = createServer(async (request, response) => {
    const { method, headers } = request
    if (method !== 'GET') asked.push([method, headers['x-request-id'], headers.traceparent])
    for await (const _ of request);
    response.setHeader('content-type', 'application/json')
    response.end(method === 'GET' ? '[]' : method === 'POST' ? '{"silenceID":"theirs"}' : '')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void theirs.close().closeAllConnections())
  await new Promise((resolve) => theirs.once('listening', resolve))
  const { port } = theirs.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const server = await runServer({ config: { upstreams: [{ name: 'am', url }] } })
  const traceparent = `00-${'4b'.repeat(16)}-00f067aa0ba902b7-00`
  const at = (path: string, id: string, method: string, body?: object): Promise<Response> =>
    fetch(`${server.url}/api/v2${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(id === '' ? { traceparent } : { 'x-request-id': id }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const made = await at('/silences', 'made-1', 'POST', {
    matchers: [{ name: 'job', value: 'copied', isRegex: false, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 600_000).toISOString(),
    createdBy: 'ada',
    comment: 'for both',
  })
  const { silenceID } = (await made.json()) as { readonly silenceID: string }
  await expect.poll(() => asked).toEqual([['POST', 'made-1', undefined]])
  expect((await at(`/silence/${silenceID}`, '', 'DELETE')).status).toBe(200)
  await expect
    .poll(() => asked)
    .toEqual([
      ['POST', 'made-1', undefined],
      ['DELETE', '4b'.repeat(16), traceparent],
    ])
})
