import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { takesGzip } from '../../../../server/src/http/edge/encodings.ts'
import { GrowingText } from '../../../../server/src/http/edge/growing-text.ts'
import { gzipEnd, gzipHead, pack } from '../../../../server/src/http/edge/packed.ts'
import { seeded } from '../../../support/seeded.ts'

test('a short text and a packed one are one gzip, whatever their lengths', async () => {
  const random = seeded(7)
  for (let round = 0; round < 60; round++) {
    const text = (most: number): Buffer =>
      Buffer.from(Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 256)))
    const pieces = Array.from({ length: Math.floor(random() * 5) }, () => text(70_000))
    const grows = new GrowingText()
    const rest = pack(grows)
    const read = allOf(rest.text)
    for (const piece of pieces) {
      grows.add(piece)
      if (random() < 0.5) await new Promise((resolve) => setImmediate(resolve))
    }
    grows.end()
    const packed = await read
    expect(rest.text.isWhole).toBe(true)
    expect(Buffer.concat(rest.text.buffers).equals(Buffer.concat(packed))).toBe(true)
    for (const first of [Buffer.alloc(0), text(300), text(65_535)]) {
      const all = gunzipSync(Buffer.concat([gzipHead(first), ...packed, gzipEnd(first, rest)]))
      expect(all.equals(Buffer.concat([first, ...pieces])), `round ${round}`).toBe(true)
    }
  }
})

test.each([
  ['gzip, deflate, br', true],
  ['br;q=1.0, GZIP;q=0.5', true],
  ['x-gzip', true],
  ['*', true],
  ['gzip;q=0', false],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['br', false],
  ['', false],
  [undefined, false],
])('Accept-Encoding %s takes gzip: %s', (header, takes) => {
  expect(takesGzip(header)).toBe(takes)
})

async function allOf(text: GrowingText): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = []
  for await (const piece of text.pieces()) pieces.push(piece)
  return pieces
}
