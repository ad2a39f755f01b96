import { expect, test } from 'vitest'
import { GET, NODES, post, SECOND, SHORT, shortDoor } from '../../../support/http/short-door.ts'
import { rawPeer, rawTalk } from '../../../support/network/raw-exchange.ts'
import { until } from '../../../support/until.ts'

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

test('the end lets an answer arrive that is on its way, and takes nothing more behind it', async () => {
  const { shown, waiting, asked, ...door } = await shortDoor()
  const { socket, said } = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  socket.pause()
  const long = 'a'.repeat(64_000_000)
  waiting[0]?.answer(`HTTP/1.1 200 OK\r\nx-long: ${long}\r\ncontent-length: 0\r\n`)
  const closed = door.close()
  socket.write(post('later', 'X-Mine: more\r\n'))
  socket.resume()
  expect((await said).length).toBeGreaterThan(long.length)
  await closed
  expect(shown).toEqual(['/a'])
  expect(asked).toEqual([])
})

test('nothing is taken behind an answer that said it was the last', async () => {
  const { shown, waiting, asked, ...door } = await shortDoor()
  const { socket, said } = rawPeer(door, post('later'))
  await until('it to be under way', () => waiting.length === 1 || undefined)
  const closed = door.close()
  socket.pause()
  const long = 'a'.repeat(64_000_000)
  waiting[0]?.answer(`HTTP/1.1 200 OK\r\nx-long: ${long}\r\ncontent-length: 0\r\n`)
  socket.write(post('later', 'X-Mine: more\r\n'))
  socket.resume()
  expect((await said).length).toBeGreaterThan(long.length)
  await closed
  expect(shown).toEqual(['/a'])
  expect(asked).toEqual([])
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
