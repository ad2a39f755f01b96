import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { GatheredBytes } from '../../../../server/src/http/edge/gathered-bytes.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'
import { post } from '../../../support/http/post.ts'
import { runServer } from '../../../support/http/run-server.ts'
import { parseAnswer, type RawAnswer } from '../../../support/network/raw-exchange.ts'
import { until } from '../../../support/until.ts'

const KB = 1_000

interface Sender {
  readonly socket: Socket
  readonly answer: Promise<RawAnswer>
}

/** Begins a request with alerts from an address of the loopback network, and sends so much of its body. */
function begin(port: number, from: string, claims: number, sends: number): Sender {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes
  })
  const answer = new Promise<RawAnswer>((resolve) => socket.once('close', () => resolve(parseAnswer(text))))
  const head = ['POST /api/v2/alerts HTTP/1.1', 'Host: localhost', 'Content-Type: application/json']
  socket.write([...head, `Content-Length: ${claims}`, 'Connection: close', '', ''].join('\r\n'))
  socket.write(' '.repeat(sends))
  return { socket, answer }
}

async function metric(server: { readonly url: string }, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}

const waiting = (server: { readonly url: string }) => metric(server, 'watchfloor_waiting_body_bytes')

/** An honest request, as large as one may be. */
function sendHonest(server: { readonly url: string }, size: number): Promise<Response> {
  return post(
    `${server.url}/api/v2/alerts`,
    JSON.stringify([{ labels: { alertname: 'A' } }]).padEnd(size, ' '),
  )
}

test('bodies that never end fill their own room: others are served, and all of it comes back', async () => {
  const limits = { body_bytes: 100 * KB, waiting_body_bytes: 500 * KB }
  const server = await runServer({ config: { limits } })
  const hostile = Array.from({ length: 40 }, () => begin(server.port, '127.0.0.2', 99 * KB, 90 * KB))
  const refused: RawAnswer[] = []
  for (const { answer } of hostile) void answer.then((one) => refused.push(one))
  await until('the room to be full', () => refused.length >= 34 || undefined)
  expect(await waiting(server)).toBeGreaterThan(300 * KB)
  for (let n = 0; n < 3; n++) {
    expect((await sendHonest(server, 99 * KB)).status).toBe(200)
    expect(await waiting(server)).toBeLessThanOrEqual(500 * KB)
  }
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]))
  expect(refused[0]?.headers['retry-after']).toMatch(/^\d+$/)
  expect(refused[0]?.body).toContain('limits.waiting_body_bytes')
  expect(await metric(server, 'watchfloor_ingest_refused_total{code="503"}')).toBe(refused.length)

  for (const { socket } of hostile) socket.destroy()
  await until('the room to be empty', async () => (await waiting(server)) === 0 || undefined)
})

test('one body may always be as large as limits.body_bytes says', async () => {
  const server = await runServer({
    config: { limits: { body_bytes: 500 * KB, waiting_body_bytes: 10 * KB } },
  })
  expect((await sendHonest(server, 499 * KB)).status).toBe(200)
})

test('a body that comes too slowly, or stops, is 408; one that keeps to the least speed is taken however long it takes', async () => {
  const clock = new HandClock()
  const limits = { body_bytes_per_second: 100 }
  const server = await runServer({ config: { limits }, clock, timers: clock })
  const stopped = begin(server.port, '127.0.0.1', 50 * KB, 40 * KB)
  const crawling = begin(server.port, '127.0.0.1', 50 * KB, 10)
  const steady = begin(server.port, '127.0.0.1', 50 * KB, 10)
  await until(
    'all three to be on their way',
    async () => (await waiting(server)) >= 40 * KB + 20 || undefined,
  )
  let sent = 0
  /** Both send what they send in a second; by the answer to another request it has arrived. */
  const second = async (): Promise<void> => {
    crawling.socket.write(' ')
    steady.socket.write(' '.repeat(150))
    sent++
    await waiting(server)
  }
  await clock.pass(21_000, second)
  for (const { answer } of [stopped, crawling]) {
    const { status, body } = await answer
    expect(status).toBe(408)
    expect(body).toContain('limits.body_bytes_per_second')
  }
  await clock.pass(60_000, second)
  steady.socket.write(`[]${' '.repeat(50 * KB)}`.slice(0, 50 * KB - 10 - sent * 150))
  expect((await steady.answer).status).toBe(200)
  expect(await metric(server, 'watchfloor_ingest_refused_total{code="408"}')).toBe(2)
  expect(await waiting(server)).toBe(0)
})

test('a body in the smallest pieces takes no more than twice its bytes', () => {
  const gathered = new GatheredBytes(300 * KB)
  const expected = Buffer.alloc(300 * KB)
  let largest = 0
  for (let n = 0; n < expected.length; n++) {
    expected[n] = n % 251
    gathered.add(Buffer.from([n % 251]))
    largest = Math.max(largest, gathered.size / Math.max(32 * 1024, n + 1))
  }
  expect(largest).toBeLessThanOrEqual(2)
  expect(gathered.size).toBeLessThanOrEqual(300 * KB)
  expect(gathered.bytes().equals(expected)).toBe(true)
  gathered.clear()
  expect([gathered.size, gathered.bytes().length]).toEqual([0, 0])
})
