import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs, takeSeed } from '../../../support/chance.ts'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { encodeFrame, OPCODE, type RawFrame, RawWebSocket } from '../../../support/stream/raw-web-socket.ts'
import { openSocket, sse } from '../../../support/stream/stream-clients.ts'
import { type StreamServer, startStreams } from '../../../support/stream/stream-server.ts'
import { VIOLATIONS } from '../wire/framing-violations.ts'

const { more, text, ping, close } = OPCODE

/** A server with one good reader on each stream, who must never notice what others do. */
async function startWithReaders(): Promise<{ server: StreamServer; unharmed: () => Promise<void> }> {
  const core = new MemoryCore()
  const server = await startStreams({ core })
  const readers = [openSocket(server.url, {}).client, sse.open(server.url)]
  for (const reader of readers) await reader.untilControl('hello')
  const unharmed = async (): Promise<void> => {
    core.memory.publish(3)
    for (const reader of readers) {
      await reader.until(({ sequences }) => sequences.length === core.memory.events.length)
      expect(reader.sequences).toEqual(core.memory.events.map(({ sequence }) => sequence))
    }
  }
  return { server, unharmed }
}

const subscribe: RawFrame = { opcode: text, payload: '{"action":"subscribe"}' }

test('P15: each violation, its code, and nobody else disturbed', async () => {
  const { server, unharmed } = await startWithReaders()
  for (const [name, frames, code] of VIOLATIONS) {
    const client = await RawWebSocket.open(server.url)
    client.send(...frames)
    expect(await client.closed, name).toBe(code)
  }
  await unharmed()
  // Whoever was told has left or was let go: no place is kept for them.
  while (server.streaming.connections().length > 2) await sleep(5)
}, 60_000)

/** Bytes in pieces, each sent on its own. */
async function sendPieces(client: RawWebSocket, all: Buffer, size: number): Promise<void> {
  client.socket.setNoDelay(true)
  for (let at = 0; at < all.length; at += size) {
    client.sendBytes(all.subarray(at, at + size))
    await new Promise(setImmediate)
  }
}

test.each([1, 3, 1_000])(
  'a message in fragments, a ping between them, in pieces of %i bytes',
  async (size) => {
    const { server, unharmed } = await startWithReaders()
    const client = await RawWebSocket.open(server.url)
    const message = Buffer.from(JSON.stringify({ action: 'ping', request: '漢字 👩‍👩‍👧' }))
    const fragments: RawFrame[] = [subscribe]
    for (const [index, byte] of message.entries()) {
      const fin = index === message.length - 1
      fragments.push({ opcode: index === 0 ? text : more, payload: Buffer.from([byte]), fin })
      if (index === 20) fragments.push({ opcode: ping, payload: 'between' })
    }
    await sendPieces(client, Buffer.concat(fragments.map(encodeFrame)), size)
    client.send({ opcode: close, payload: Buffer.from([3, 232]) })
    expect(await client.closed).toBe(1000)
    expect(client.pongs).toEqual(['between'])
    const replies = client.texts.map((json) => JSON.parse(json)).filter(({ control }) => control === 'reply')
    expect(replies).toMatchObject([{ request: '漢字 👩‍👩‍👧' }])
    await unharmed()
  },
)

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((values) => Buffer.from(values)),
  fc.string({ unit: 'binary', maxLength: 100 }).map((value) => Buffer.from(value)),
  fc.json({ maxDepth: 3 }).map((value) => Buffer.from(value)),
  fc.constantFrom(
    ...[
      { action: 'subscribe' },
      { action: 'subscribe', cursor: 'e1.1', filter: { filter: ['a=~"(((x{9}){9}){9})"'] } },
      { action: 'ping', request: 'r' },
      { action: 'acknowledge', fingerprint: 'x', life: 'e1.1', name: 'n' },
      { action: 'subscribe', cursor: 7 },
    ].map((value) => Buffer.from(JSON.stringify(value))),
  ),
)

const anyFrame: fc.Arbitrary<RawFrame> = fc.record(
  {
    opcode: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(text, more, ping) }, fc.nat({ max: 15 })),
    payload,
    fin: fc.boolean(),
    reserved: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat({ max: 7 })),
    masked: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.boolean()),
    claims: fc.oneof(fc.nat({ max: 300 }), fc.nat()),
  },
  { requiredKeys: ['opcode'] },
)

test('P15: whatever bytes come, the answer is one of the documented codes, and nobody else is disturbed', async () => {
  const seed = takeSeed()
  const { server, unharmed } = await startWithReaders()
  const known = new Set<number | 'cut'>(VIOLATIONS.map(([, , code]) => code))
  const junk = fc.uint8Array({ maxLength: 400 }).map((values) => Buffer.from(values))
  const sent = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .array(anyFrame, { maxLength: 12 })
        .map((frames) => Buffer.concat(frames.map(encodeFrame))),
    },
    junk,
  )
  await fc.assert(
    fc.asyncProperty(sent, fc.integer({ min: 1, max: 500 }), async (all, size) => {
      const client = await RawWebSocket.open(server.url)
      await sendPieces(client, all, size)
      // If it was right so far, or is not finished, this is what ends it: half a frame, a wrong one, then no more.
      client.send({ opcode: 3, reserved: 7 })
      client.socket.end()
      const code = await client.closed
      // The bytes may have held a close frame, whose code is answered with itself; or a frame that swallowed the end.
      const isOwn = code === 'cut' || code === 1005 || (code >= 1000 && code < 1015) || code >= 3000
      expect(known.has(code) || isOwn, String(code)).toBe(true)
      await unharmed()
    }),
    { seed, numRuns: runs(150) },
  )
  while (server.streaming.connections().length > 2) await sleep(5)
}, 60_000)

test('a peer that was told and stays is let go, and its place is free', async () => {
  const server = await startStreams({ core: new MemoryCore(), limits: { streams_per_address: 1 } })
  const client = await RawWebSocket.open(server.url)
  client.send(subscribe, { opcode: 3 })
  expect(await client.closed).toBe(1002)
  while (server.streaming.connections().length > 0) await sleep(20)
  await openSocket(server.url, {}).client.untilControl('hello')
})
