import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openDoor } from '../support/http/open-door.ts'
import { parseAnswer, type RawPeer, rawPeer } from '../support/network/raw-exchange.ts'
import { until } from '../support/until.ts'

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

/** A connection from another address of this machine's loopback network, on which nothing is asked. */
async function silent(port: number, from: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

async function firstBytes({ socket }: RawPeer): Promise<string> {
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString('latin1')
}

test('an idle connection is kept for longer than Prometheus (5 min) and Envoy (1 h) keep theirs', async () => {
  const door = await openDoor()
  door.open(
    (_request, response) => response.end('here'),
    () => {},
  )
  const [, seconds] = /\r\nkeep-alive: timeout=(\d+)\r\n/i.exec(await firstBytes(rawPeer(door, GET))) ?? []
  expect(Number(seconds)).toBeGreaterThan(3_600)
})

test('whoever holds many idle connections keeps nobody out, and loses his own oldest ones', async () => {
  const door = await openDoor({ connections: 10 })
  door.open(
    (_request, response) => response.end('here'),
    () => {},
  )
  const kept = rawPeer(door, GET)
  await firstBytes(kept)
  const many: Socket[] = []
  for (let n = 0; n < 30; n++) many.push(await silent(door.port, '127.0.0.2'))
  await until('the first of the many to be closed', () => many[0]?.closed || undefined)
  await until('the count to be within the limit', () => door.connections() <= 10 || undefined)
  expect(door.shed()).toBe(21)

  // Both one that comes now and one that was idle before them are served.
  expect(await (await fetch(door.url, { headers: { connection: 'close' } })).text()).toBe('here')
  kept.socket.write(GET)
  expect(await firstBytes(kept)).toContain('here')
  expect(many.at(-1)?.closed).toBe(false)
})

test('what is half-sent counts as idle; what is being answered keeps its place, and then the new one is closed', async () => {
  const door = await openDoor({ connections: 5 })
  const answers: (() => void)[] = []
  door.open(
    (_request, response) => void answers.push(() => response.end('late')),
    () => {},
  )
  const half = rawPeer(door, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Le')
  const busy = Array.from({ length: 5 }, () => rawPeer(door, GET))
  await until('five requests to be under way', () => answers.length === 5 || undefined)
  expect(await half.said).toBe('')
  expect(await rawPeer(door, GET).said).toBe('')
  for (const answer of answers) answer()
  for (const peer of busy) expect(await firstBytes(peer)).toContain('late')
})

const QUICK = { head: 300, request: 600, look: 50, answer: 300 }

test('a head, or a request, that is not whole in time is answered 408; who has said nothing is just closed', async () => {
  const door = await openDoor({ patience: { ...QUICK, answer: 10_000 } })
  door.open(
    (request) => void request.resume(),
    () => {},
  )
  expect(await rawPeer(door).said).toBe('')
  const head = parseAnswer(await rawPeer(door, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ').said)
  const body = parseAnswer(
    await rawPeer(door, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n[').said,
  )
  for (const { status, headers, body: text } of [head, body]) {
    expect(status).toBe(408)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(JSON.parse(text)).toMatchObject({ code: 408, error: { code: 'timeout' } })
  }
})

test('an answer of which nothing is taken is given up', async () => {
  const door = await openDoor({ patience: QUICK })
  const closed = new Promise((resolve) => {
    door.open(
      (_request, response) => {
        response.once('close', () => resolve(response.writableFinished))
        response.end(Buffer.alloc(64_000_000))
      },
      () => {},
    )
  })
  const peer = rawPeer(door, GET)
  peer.socket.pause()
  expect(await closed).toBe(false)
})

test('while the server starts, what is not for it is refused already', async () => {
  const door = await openDoor()
  const ask = async (host: string) =>
    parseAnswer(await rawPeer(door, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).said)
  const starting = await ask('x')
  expect(starting.status).toBe(503)
  expect(starting.headers['retry-after']).toBe('1')
  expect(JSON.parse(starting.body)).toMatchObject({ code: 503, error: { code: 'unavailable' } })
  expect((await ask('evil.example')).status).toBe(421)
})
