import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { SILENT } from '../../../../server/src/ground/logger.ts'
import { openCertificate } from '../../../../server/src/tls/certificate.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { openDoor } from '../../../support/http/open-door.ts'
import { GET, NODES, post, SHORT, shortDoor } from '../../../support/http/short-door.ts'
import { makePair } from '../../../support/network/certificates.ts'
import { rawTalk, talkOn } from '../../../support/network/raw-exchange.ts'
import { until } from '../../../support/until.ts'

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
