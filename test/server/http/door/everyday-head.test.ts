import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import {
  type EverydayHead,
  everydayHead,
  lengthWithin,
} from '../../../../server/src/http/door/everyday-head.ts'
import { runs } from '../../../support/chance.ts'

const LINES = [
  'POST /api/v2/alerts HTTP/1.1',
  'Host: localhost:9093',
  'User-Agent: Prometheus/2.53.0',
  'Content-Length: 2',
  'Content-Type: application/json',
]
const head = (...lines: readonly string[]): string => lines.join('\r\n')

test('the head of an everyday request is read, and how many bytes follow it', () => {
  expect(everydayHead(head(...LINES))).toEqual({
    method: 'POST',
    url: '/api/v2/alerts',
    httpVersion: '1.1',
    headers: {
      host: 'localhost:9093',
      'user-agent': 'Prometheus/2.53.0',
      'content-length': '2',
      'content-type': 'application/json',
    },
    rawHeaders: LINES.slice(1).flatMap((line) => line.split(': ')),
    length: 2,
    around: [head(...LINES.slice(0, 3), 'Content-Length: '), '\r\nContent-Type: application/json'],
  })
})

test.each<readonly [string, string, number | undefined]>([
  ['the same', head(...LINES), 2],
  ['another length', head(...LINES).replace(': 2', ': 417'), 417],
  ['no length', head(...LINES).replace(': 2', ': '), undefined],
  ['a length that is none', head(...LINES).replace(': 2', ': 2\r\nX-Mine: 3'), undefined],
  ['a zero before', head(...LINES).replace(': 2', ': 02'), undefined],
  ['another Host', head(...LINES).replace('localhost', 'elsewhere'), undefined],
  ['one more', head(...LINES, 'X-Mine: a'), undefined],
  ['what is before in what is after', head(...LINES.slice(0, 3)), undefined],
])('a head is known again by all but its length: %s', (_, text, length) => {
  const { around } = everydayHead(head(...LINES)) as EverydayHead
  expect(lengthWithin(text, around)).toBe(length)
})

test.each<readonly [string, string]>([
  ['another method', head('PUT /api/v2/alerts HTTP/1.1', ...LINES.slice(1))],
  ['another version', head('POST /api/v2/alerts HTTP/1.0', ...LINES.slice(1))],
  ['a whole address', head('POST http://localhost/api/v2/alerts HTTP/1.1', ...LINES.slice(1))],
  ['two blanks', head('POST  /api/v2/alerts HTTP/1.1', ...LINES.slice(1))],
  ['no Host', head(...LINES.filter((line) => !line.startsWith('Host')))],
  ['no length', head(...LINES.filter((line) => !line.startsWith('Content-Length')))],
  ['a length with a sign', head(...LINES.map((line) => line.replace(': 2', ': +2')))],
  ['a length with a zero before', head(...LINES.map((line) => line.replace(': 2', ': 02')))],
  ['a length in another base', head(...LINES.map((line) => line.replace(': 2', ': 0x2')))],
  ['two lengths in one', head(...LINES.map((line) => line.replace(': 2', ': 2, 2')))],
  ['two lengths', head(...LINES, 'content-length: 2')],
  ['two Hosts', head(...LINES, 'HOST: other')],
  ['a body in chunks', head(...LINES, 'Transfer-Encoding: chunked')],
  ['a body in what may be chunks', head(...LINES, 'Transfer-Encoding: xchunked')],
  ['an expectation', head(...LINES, 'Expect: 100-continue')],
  ['an upgrade', head(...LINES, 'Connection: Upgrade', 'Upgrade: websocket')],
  ['a connection that is to be closed', head(...LINES, 'Connection: close')],
  ['a field that is hop by hop', head(...LINES, 'Connection: keep-alive, x-mine')],
  ['a blank before the colon', head(...LINES, 'X-Mine : a')],
  ['a blank before the name', head(...LINES, ' X-Mine: a')],
  ['a folded line', head(...LINES, 'X-Mine: a', ' b')],
  ['a tab', head(...LINES, 'X-Mine:\ta')],
  ['a blank at the end', head(...LINES, 'X-Mine: a ')],
  ['an empty field', head(...LINES, 'X-Mine:')],
  ['a line end of its own', head(...LINES, 'X-Mine: a\nX-Other: b')],
  ['a carriage return', head(...LINES, 'X-Mine: a\rb')],
  ['a zero', head(...LINES, 'X-Mine: a\0b')],
  ['what is no ASCII', head(...LINES, 'X-Mine: ä')],
  ['what every object has', head(...LINES, 'Constructor: a', 'constructor: b')],
  ['a name with a sign', head(...LINES, '__proto__: a')],
  ['a line that is none', head(...LINES, '', 'X-Mine: a')],
  ['a line before it', head('', ...LINES)],
  ['a head that is long', head(...LINES, `X-Mine: ${'a'.repeat(4_096)}`)],
])('%s is left to Node', (_, unusual) => {
  expect(everydayHead(unusual)).toBeUndefined()
})

interface Read {
  readonly head: unknown
  body: string
}

/** How Node's HTTP reads what comes on one connection. */
async function nodeReader(): Promise<(bytes: string) => Promise<readonly Read[]>> {
  let found: Read[] = []
  const server = createServer({ requireHostHeader: false }, async (request, response) => {
    const one: Read = { head: headOf(request), body: '' }
    found.push(one)
    one.body = await text(request.setEncoding('latin1'))
    response.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return async (bytes) => {
    found = []
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    client.write(bytes, 'latin1')
    await text(client)
    return found
  }
}

function headOf({ method, url, httpVersion, headers, rawHeaders }: IncomingMessage): unknown {
  return { method, url, httpVersion, headers: { ...headers }, rawHeaders }
}

const aToken = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/)
const aField = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(aToken, fc.constantFrom(': ', ':'), fc.stringMatching(/^[ -~]{0,12}$/)) },
  fc.tuple(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(': ', ':', ' : ', ':\t', ''),
    fc.string({ maxLength: 8 }),
  ),
  fc.constantFrom(
    ['Transfer-Encoding', ': ', 'chunked'],
    ['Connection', ': ', 'Keep-Alive'],
    ['Connection', ': ', 'upgrade'],
    ['Proxy-Connection', ': ', 'close'],
    ['Keep-Alive', ': ', 'timeout=1'],
    ['Cookie', ': ', 'a=b; c=d'],
    ['Set-Cookie', ': ', 'a=b'],
    ['Authorization', ': ', 'Bearer x'],
    ['Content-Length', ': ', '1'],
    ['Content-Encoding', ': ', 'gzip'],
    ['Sec-WebSocket-Key', ': ', 'x'],
  ),
)
/** A head that is nearly everyday, of which a few bytes are others, or more or less. */
const aHead = fc
  .record({
    lines: fc.shuffledSubarray(LINES.slice(1), { minLength: 3 }),
    fields: fc.array(aField, { maxLength: 3 }),
    path: fc.oneof(
      { weight: 3, arbitrary: fc.constant('/api/v2/alerts') },
      fc.stringMatching(/^[!-~]{0,12}$/),
    ),
    spoilt: fc.array(
      fc.record({
        at: fc.nat(400),
        less: fc.nat(2),
        more: fc.oneof(
          fc.constantFrom('', ' ', '\n', '\r', '\r\n', '\t', ':', '\0', '\x7f', '\xe4'),
          fc.string({ maxLength: 2 }),
        ),
      }),
      { maxLength: 1 },
    ),
  })
  .map(({ lines, fields, path, spoilt }) => {
    const text = head(`POST ${path} HTTP/1.1`, ...lines, ...fields.map((parts) => parts.join('')))
    return spoilt.reduce((all, { at, less, more }) => all.slice(0, at) + more + all.slice(at + less), text)
  })

test('what is taken, Node’s parser takes, too, reads as the same, and ends at the same byte', async () => {
  const readAs = await nodeReader()
  let taken = 0
  await fc.assert(
    fc.asyncProperty(aHead, async (bytes) => {
      const found = everydayHead(bytes)
      if (found === undefined) return
      taken++
      const { length, around: _, ...others } = found
      const body = 'x'.repeat(length)
      const next = 'GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
      const read = await readAs(`${bytes}\r\n\r\n${body}${next}`)
      expect(read).toEqual([
        { head: others, body },
        { head: expect.objectContaining({ method: 'GET', url: '/next' }), body: '' },
      ])
    }),
    { numRuns: runs(2_000), examples: [[head(...LINES)]] },
  )
  // Otherwise nothing was compared.
  expect(taken).toBeGreaterThan(runs(2_000) / 20)
})
