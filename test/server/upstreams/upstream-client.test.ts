import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Upstream } from '../../../server/src/upstreams/upstream.ts'
import { createUpstreamClient } from '../../../server/src/upstreams/upstream-client.ts'
import { tempDir } from '../../support/temp-dir.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function serve(answer: Answer, extra: Partial<Upstream> = {}) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix`
  const upstream = {
    name: 'eu',
    url,
    timeout: 1_000,
    write: true,
    credentials: { kind: 'none' },
    ...extra,
  } as const
  return createUpstreamClient(upstream)
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const silence = {
  id: 'x',
  status: { state: 'active' },
  matchers: [{ name: 'a', value: 'b', isRegex: false }],
  startsAt: '2026-01-05T04:00:00.000+01:00',
  endsAt: '2026-01-05T05:00:00.123456789Z',
  updatedAt: '2026-01-05T03:00:00Z',
  createdBy: '',
  comment: 'works [watchfloor 3f2a0000-0000-4000-8000-000000000000]',
}

test('credentials come from their files at every request, so that they may be replaced', async () => {
  const folder = await tempDir()
  const file = join(folder, 'secret')
  await writeFile(file, 'first\n')
  const seen: (string | undefined)[] = []
  const answer: Answer = (request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`)
    json(response, 200, [])
  }
  const bearer = await serve(answer, { credentials: { kind: 'bearer', file } })
  await bearer.list()
  await writeFile(file, 'second')
  await bearer.list()
  const basic = await serve(answer, { credentials: { kind: 'basic', username: 'ana', file } })
  await basic.list()
  expect(seen).toEqual([
    '/prefix/api/v2/silences Bearer first',
    '/prefix/api/v2/silences Bearer second',
    `/prefix/api/v2/silences Basic ${Buffer.from('ana:second').toString('base64')}`,
  ])
  const missing = await serve(answer, { credentials: { kind: 'bearer', file: join(folder, 'none') } })
  expect(await missing.list()).toMatchObject({ ok: false, message: expect.stringContaining('ENOENT') })
})

test("an Alertmanager's list is read in any offset, with old matchers, and known again when it is the same", async () => {
  let list: readonly object[] = [silence]
  const client = await serve((request, response) => {
    if (request.headers['if-none-match'] === '"2"') return void response.writeHead(304).end()
    if (list.length === 0) response.setHeader('etag', '"2"')
    json(response, 200, list)
  })
  const listed = await client.list()
  expect(listed).toEqual({
    ok: true,
    value: [
      {
        id: 'x',
        state: 'active',
        matchers: [{ name: 'a', value: 'b', is_regex: false, is_equal: true }],
        startsAt: Date.parse('2026-01-05T03:00:00Z'),
        endsAt: Date.parse('2026-01-05T05:00:00.123Z'),
        updatedAt: Date.parse('2026-01-05T03:00:00Z'),
        createdBy: '',
        comment: silence.comment,
        annotations: {},
        copyOf: '3f2a0000-0000-4000-8000-000000000000',
        others: {},
      },
    ],
  })
  expect(await client.list()).toEqual({ ok: true, value: undefined })
  list = []
  expect(await client.list()).toEqual({ ok: true, value: [] })
  expect(await client.list()).toEqual({ ok: true, value: undefined })
})

test.each<[string, Answer, RegExp]>([
  [
    'a wrong password',
    (_, response) => json(response, 401, {}),
    /answered with 401: .*; check its credentials$/,
  ],
  ['another page', (_, response) => response.end('<html>'), /its list of silences cannot be read/],
  ['a redirect', (_, response) => response.writeHead(302, { location: '/' }).end(), /redirect/],
  ['no answer', () => {}, /^no answer within 0.2 s$/],
  ['a cut connection', (request) => request.socket.destroy(), /fetch failed: /],
  [
    'a broken time',
    (_, response) => json(response, 200, [{ ...silence, endsAt: 'soon' }]),
    /a time that is none/,
  ],
])('%s is a failure that may pass, with its reason', async (_, answer, message) => {
  const client = await serve(answer, { timeout: 200 })
  expect(await client.list()).toEqual({
    ok: false,
    reason: 'unreachable',
    message: expect.stringMatching(message),
  })
})

test.each([
  [400, 'refused'],
  [422, 'refused'],
  [404, 'unreachable'],
  [500, 'unreachable'],
])('a silence that is answered with %i is %s', async (status, reason) => {
  const client = await serve((_, response) => json(response, status, 'bad'))
  expect(await client.post({})).toMatchObject({ ok: false, reason })
})

test('ending one that is not there is done, also where Alertmanager calls it an error of its own', async () => {
  const old = await serve((_, response) => json(response, 500, 'silence not found'))
  const young = await serve((_, response) => response.writeHead(404).end())
  const broken = await serve((_, response) => json(response, 500, 'disk full'))
  expect((await old.end('x')).ok).toBe(true)
  expect((await young.end('x')).ok).toBe(true)
  expect(await broken.end('x')).toMatchObject({ ok: false, reason: 'unreachable' })
})
