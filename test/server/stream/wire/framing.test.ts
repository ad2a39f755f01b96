import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeFrames, type Frame } from '../../../../server/src/stream/wire/framing.ts'

/** Any JSON text, with everything in its strings that has ever broken a parser. */
const json = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r', '\n', '\r\n\r\n', '\0', '\u2028', '\ufeff', 'data: x', 'é', '😀'),
    ),
  )
  .map((parts) => JSON.stringify({ text: parts.join('') }))

/** Whole, or in pieces. */
const jsons: fc.Arbitrary<Frame['json']> = fc.oneof(
  json,
  fc.tuple(json, json).map(([one, other]) => ['[', one, ',', other, ']']),
)
const whole = ({ json }: Frame): string => (typeof json === 'string' ? json : json.join(''))

const frame: fc.Arbitrary<Frame> = fc.record(
  {
    json: jsons,
    id: fc.nat().map((n) => `e1.${n}`),
    name: fc.constantFrom('hello', 'heartbeat', 'reset'),
    retry: fc.nat({ max: 9_999 }),
  },
  { requiredKeys: ['json'] },
)

/** The frames' bytes in pieces as a network may deliver them. */
const delivered = fc.tuple(
  fc.array(frame, { minLength: 1, maxLength: 8 }),
  fc.array(fc.integer({ min: 1, max: 40 })),
)

function* pieces(bytes: Buffer, sizes: readonly number[]): Iterable<Buffer> {
  let at = 0
  for (const size of sizes) {
    yield bytes.subarray(at, at + size)
    at += size
  }
  yield bytes.subarray(at)
}

/** Reads HTTP/1.1 chunks; throws when they are not well formed. */
function withoutChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16)
    parts.push(bytes.subarray(end + 2, end + 2 + length))
    expect(bytes.subarray(end + 2 + length, end + 4 + length).toString()).toBe('\r\n')
    at = end + 4 + length
  }
  return Buffer.concat(parts)
}

function parseSse(chunks: Iterable<Buffer>): EventSourceMessage[] {
  const messages: EventSourceMessage[] = []
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: (message) => messages.push(message) })
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }))
  return messages
}

describe('P15: what is written is what is read', () => {
  test.each(['sse', 'sse-plain'] as const)('%s, however it is cut on the way', (framing) => {
    fc.assert(
      fc.property(delivered, ([frames, sizes]) => {
        const bytes = encodeFrames(framing, frames)
        const body = framing === 'sse' ? withoutChunks(bytes) : bytes
        const messages = parseSse(pieces(body, sizes))
        expect(messages.map(({ event, data }) => ({ event, data }))).toEqual(
          frames.map((frame) => ({ event: frame.name, data: whole(frame) })),
        )
        for (const [index, { id }] of frames.entries())
          if (id !== undefined) expect(messages[index]?.id).toBe(id)
      }),
    )
  })

  test('websocket: each frame is one whole text message', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), (frames) => {
        expect(readTextFrames(encodeFrames('websocket', frames))).toEqual(frames.map(whole))
      }),
    )
  })

  test.each([0, 125, 126, 65_535, 65_536, 70_000])('websocket: a message of %i bytes', (length) => {
    const text = 'x'.repeat(length)
    expect(readTextFrames(encodeFrames('websocket', [{ json: text }, { json: 'next' }]))).toEqual([
      text,
      'next',
    ])
  })
})

test.each(['\r', '\n', '\0'])('a field with %j in it is a bug, not a forged field', (breaker) => {
  const forged: readonly Frame[] = [
    { json: `{}${breaker}event: admin` },
    { json: ['{', `}${breaker}event: admin`] },
    { json: '{}', name: `hello${breaker}data: x` },
    { json: '{}', id: `e1.1${breaker}` },
  ]
  for (const frame of forged) {
    expect(() => encodeFrames('sse', [frame])).toThrow(RangeError)
    expect(() => encodeFrames('sse-plain', [frame])).toThrow(RangeError)
  }
})

/** RFC 6455 5.2, for unmasked whole text messages. */
function readTextFrames(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length; ) {
    expect(bytes[at]).toBe(0x81)
    let length = bytes[at + 1] ?? 0
    let header = 2
    if (length === 126) {
      length = bytes.readUInt16BE(at + 2)
      header = 4
    } else if (length === 127) {
      length = Number(bytes.readBigUInt64BE(at + 2))
      header = 10
    }
    texts.push(bytes.subarray(at + header, at + header + length).toString())
    at += header + length
  }
  return texts
}
