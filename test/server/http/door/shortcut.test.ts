import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { SILENT } from '../../../../server/src/ground/logger.ts'
import type { Exchange, Shortcut } from '../../../../server/src/http/door/shortcut.ts'
import { openCertificate } from '../../../../server/src/tls/certificate.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { openDoor, type TestDoor } from '../../../support/http/open-door.ts'
import { makePair } from '../../../support/network/certificates.ts'
import { rawPeer, rawTalk, talkOn } from '../../../support/network/raw-exchange.ts'
import { until } from '../../../support/until.ts'

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const post = (body: string, more = ''): string =>
  `POST /a HTTP/1.1\r\nHost: x\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`

/** A door whose shortcut answers bodies with its own name at once, but for `later`, which waits, and `leave`. */
async function shortDoor(options: Parameters<typeof openDoor>[0] = {}): Promise<
  TestDoor & {
    /** Heads that it was shown, and requests that came to Node's HTTP. */
    readonly shown: string[]
    readonly asked: string[]
    readonly waiting: Exchange[]
  }
> {
  const door = await openDoor(options)
  const shown: string[] = []
  const asked: string[] = []
  const waiting: Exchange[] = []
  const shortcut: Shortcut = ({ url = '', headers }) => {
    shown.push(`${url} ${headers['x-mine'] ?? ''}`.trim())
    if (headers['x-mine'] === 'no') return undefined
    return (body, exchange) => {
      const text = body.toString()
      if (text === 'later') waiting.push(exchange)
      else if (text === 'leave') exchange.leave()
      else exchange.answer(`HTTP/1.1 200 OK\r\nx-body: ${text}\r\ncontent-length: 0\r\n`)
    }
  }
  door.open(
    (request, response) => {
      let body = ''
      request.on('data', (bytes) => {
        body += bytes
      })
      request.on('end', () => {
        asked.push(`${request.method} ${body}`.trim())
        response.setHeader('content-length', 4).end('node')
      })
    },
    () => {},
    shortcut,
  )
  return { ...door, shown, asked, waiting }
}

const SHORT = { status: 200, body: '' }
const NODES = { status: 200, body: 'node' }
const SECOND = { head: 300, request: 600, look: 50, answer: 300 }

test('whole requests are taken one after the other, and Node’s HTTP has none of them', async () => {
  const { shown, asked, ...door } = await shortDoor()
  const { ask } = rawTalk(door)
  for (const body of ['one', 'two', 'six']) {
    expect(await ask(post(body))).toMatchObject({ ...SHORT, headers: { 'x-body': body } })
  }
  expect(await ask(post('four'))).toMatchObject({ headers: { 'x-body': 'four' } })
  expect(await ask(post('five', 'X-Mine: yes\r\n'))).toMatchObject({ headers: { 'x-body': 'five' } })
  // A head is looked at once for all that differ in nothing but their length.
  expect(shown).toEqual(['/a', '/a yes'])
  expect(asked).toEqual([])
})

test.each([
  ['another method', GET, 'GET'],
  ['a head that the shortcut does not want', post('a', 'X-Mine: no\r\n'), 'POST a'],
  [
    'a body in chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
    'POST a',
  ],
])('%s is Node’s, and so is all that follows on its connection', async (_, bytes, read) => {
  const { asked, ...door } = await shortDoor()
  const { ask } = rawTalk(door)
  expect(await ask(post('mine'))).toMatchObject(SHORT)
  expect(await ask(bytes)).toMatchObject(NODES)
  expect(await ask(post('b'))).toMatchObject(NODES)
  expect(asked).toEqual([read, 'POST b'])
})

test('so is a request in two pieces', async () => {
  const { shown, asked, ...door } = await shortDoor()
  const { socket, ask } = rawTalk(door)
  const bytes = post('body')
  socket.write(bytes.slice(0, -2))
  await until('its head to be seen', () => shown.length === 1 || undefined)
  expect(await ask(bytes.slice(-2))).toMatchObject(NODES)
  expect(asked).toEqual(['POST body'])
})

test('two requests in one piece are answered in their order', async () => {
  const { asked, ...door } = await shortDoor()
  const { ask } = rawTalk(door)
  expect(await ask(post('a') + GET)).toMatchObject(NODES)
  expect(await ask('')).toMatchObject(NODES)
  expect(asked).toEqual(['POST a', 'GET'])
})

test('what comes while a request is being answered has its turn after it', async () => {
  const { waiting, asked, ...door } = await shortDoor()
  const { socket, ask } = rawTalk(door)
  const first = ask(post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  socket.write(post('next'))
  // Somebody else is not held up, and comes later than those bytes.
  expect(await rawTalk(door).ask(post('other'))).toMatchObject(SHORT)
  waiting[0]?.answer('HTTP/1.1 200 OK\r\nx-body: first\r\ncontent-length: 0\r\n')
  expect(await first).toMatchObject({ headers: { 'x-body': 'first' } })
  expect(await ask('')).toMatchObject({ headers: { 'x-body': 'next' } })
  expect(await ask(GET)).toMatchObject(NODES)
  expect(asked).toEqual(['GET'])
})

test('what the shortcut leaves comes to Node’s HTTP whole', async () => {
  const { asked, waiting, ...door } = await shortDoor()
  const { socket, ask } = rawTalk(door)
  expect(await ask(post('leave'))).toMatchObject(NODES)
  expect(asked).toEqual(['POST leave'])

  const late = rawTalk(door)
  const answer = late.ask(post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  late.socket.write(GET)
  waiting[0]?.leave()
  expect(await answer).toMatchObject(NODES)
  expect(await late.ask('')).toMatchObject(NODES)
  expect(asked).toEqual(['POST leave', 'POST later', 'GET'])
  expect(socket.closed).toBe(false)
})

test('what is no request, after one that was taken, is answered by Node’s HTTP', async () => {
  const door = await shortDoor()
  const { ask } = rawTalk(door)
  expect(await ask(post('a'))).toMatchObject(SHORT)
  expect(await ask('what is this?\r\n\r\n')).toMatchObject({ status: 400 })
})

test('while the server starts, everything is Node’s', async () => {
  const door = await openDoor()
  expect(await rawTalk(door).ask(post('a'))).toMatchObject({ status: 503 })
})

test('a connection on which nothing was asked is closed in time, and one that was answered is kept', async () => {
  const door = await shortDoor({ patience: SECOND })
  const { ask } = rawTalk(door)
  expect(await ask(post('a'))).toMatchObject(SHORT)
  expect(await rawPeer(door).said).toBe('')
  expect(await ask(post('b'))).toMatchObject(SHORT)
})

test('an empty line after a request that was answered is passed over, and the connection is kept', async () => {
  const door = await shortDoor({ patience: SECOND })
  const { socket, ask } = rawTalk(door)
  expect(await ask(post('a'))).toMatchObject(SHORT)
  socket.write('\r\n')
  expect(await rawPeer(door).said).toBe('')
  expect(await ask(post('b'))).toMatchObject(SHORT)
})

test('who does not take an answer, and asks on, is Node’s to bear with', async () => {
  const { waiting, asked, ...door } = await shortDoor({ patience: SECOND })
  const { socket, said } = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  socket.pause()
  waiting[0]?.answer(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(64_000_000)}\r\ncontent-length: 0\r\n`)
  socket.write(post('next'))
  await until('the next to be Node’s', () => asked.length === 1 || undefined)
  await until('the connection to be given up', () => door.connections() === 0 || undefined)
  socket.resume()
  expect((await said).length).toBeLessThan(64_000_000)
})

test('one that is being answered keeps its place among the connections; one that is idle makes room', async () => {
  const { waiting, ...door } = await shortDoor({ connections: 2 })
  const busy = rawTalk(door)
  const answer = busy.ask(post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  const idle = rawTalk(door)
  expect(await idle.ask(post('a'))).toMatchObject(SHORT)
  expect(await rawTalk(door).ask(post('b'))).toMatchObject(SHORT)
  await until('the idle one to be closed', () => idle.socket.closed || undefined)
  waiting[0]?.answer('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n')
  expect(await answer).toMatchObject(SHORT)
  expect(door.shed()).toBe(1)
})

test('the end waits for an answer, says so in it, and for nobody who is idle', async () => {
  const { waiting, ...door } = await shortDoor()
  const idle = rawTalk(door)
  expect(await idle.ask(post('a'))).toMatchObject(SHORT)
  const busy = rawTalk(door)
  const answer = busy.ask(post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  const closed = door.close()
  await until('the idle one to be closed', () => idle.socket.closed || undefined)
  waiting[0]?.answer('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n')
  expect(await answer).toMatchObject({ status: 200, headers: { connection: 'close' } })
  await closed
  await until('all to be gone', () => door.connections() === 0 || undefined)
})

test('the end lets an answer arrive that is on its way', async () => {
  const { waiting, ...door } = await shortDoor()
  const { socket, said } = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  socket.pause()
  const long = 'a'.repeat(64_000_000)
  waiting[0]?.answer(`HTTP/1.1 200 OK\r\nx-long: ${long}\r\ncontent-length: 0\r\n`)
  const closed = door.close()
  socket.resume()
  expect((await said).length).toBeGreaterThan(long.length)
  await closed
})

test('who has gone when the answer comes leaves nothing behind; who only says no more gets it', async () => {
  const { waiting, ...door } = await shortDoor()
  const gone = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  gone.socket.resetAndDestroy()
  const silent = rawPeer(door)
  silent.socket.end(post('later'))
  await until('both to be under way', () => waiting.length === 2 || undefined)
  await until('one to be gone', () => door.connections() === 1 || undefined)
  for (const exchange of waiting) exchange.answer('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n')
  expect(await silent.said).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  await until('both to be gone', () => door.connections() === 0 || undefined)
})

test('who has gone when a request is left is nobody’s any more', async () => {
  const { waiting, asked, ...door } = await shortDoor()
  const gone = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  gone.socket.resetAndDestroy()
  await until('it to be gone', () => door.connections() === 0 || undefined)
  waiting[0]?.leave()
  expect(await rawTalk(door).ask(GET)).toMatchObject(NODES)
  expect(asked).toEqual(['GET'])
})

test('who says no more while a request is left is cut, as Node’s HTTP cuts them', async () => {
  const { waiting, asked, ...door } = await shortDoor()
  const silent = rawPeer(door)
  silent.socket.end(post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  // Somebody who comes later has been answered: its end is known by then.
  expect(await rawTalk(door).ask(post('other'))).toMatchObject(SHORT)
  waiting[0]?.leave()
  expect(await silent.said).toBe('')
  expect(asked).toEqual([])
})

test('who says no more, and does not take the answer, is given up in time', async () => {
  const { waiting, ...door } = await shortDoor({ patience: SECOND })
  const { socket } = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  socket.pause()
  waiting[0]?.answer(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(64_000_000)}\r\ncontent-length: 0\r\n`)
  socket.end()
  await until('the connection to be given up', () => door.connections() === 0 || undefined)
})

test('who asks on while an answer is on its way is not left to Node for that', async () => {
  const { asked, ...door } = await shortDoor()
  const accepted = once(door.server, 'connection') as Promise<Socket[]>
  const { socket, ask } = rawTalk(door)
  const [held] = await accepted
  held?.cork()
  for (const body of ['a', 'b']) {
    socket.write(post(body))
    expect(await rawTalk(door).ask(post('other'))).toMatchObject(SHORT)
  }
  held?.uncork()
  expect(await ask('')).toMatchObject({ headers: { 'x-body': 'a' } })
  expect(await ask('')).toMatchObject({ headers: { 'x-body': 'b' } })
  expect(asked).toEqual([])
})

test('with TLS it is the same', async () => {
  const clock = new HandClock(Date.now())
  const certificate = openCertificate({
    files: await makePair(),
    host: undefined,
    clock,
    timers: clock,
    logger: SILENT,
    onReload: () => {},
  })
  onTestFinished(() => certificate.close())
  const { shown, asked, ...door } = await shortDoor({ certificate })
  const socket = connect({ port: door.port, host: '127.0.0.1', rejectUnauthorized: false })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  const { ask } = talkOn(socket)
  expect(await ask(post('a'))).toMatchObject({ ...SHORT, headers: { 'x-body': 'a' } })
  expect(await ask(post('b'))).toMatchObject(SHORT)
  expect(await ask(post('leave'))).toMatchObject(NODES)
  expect(await ask(GET)).toMatchObject(NODES)
  expect(asked).toEqual(['POST leave', 'GET'])
  expect(shown).toEqual(['/a'])
  await door.close()
  await until('all to be gone', () => door.connections() === 0 || undefined)
})
