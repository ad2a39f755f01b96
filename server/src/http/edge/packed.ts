import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { crc32, createDeflateRaw, createGzip, gzip } from 'node:zlib'
import { crcOfBoth } from './crc-of-both.ts'
import { GrowingText } from './growing-text.ts'

/** A text that is compressed once, to be sent behind any other. */
export interface Packed {
  /** Compressed, as far as it is there. */
  readonly text: GrowingText
  /** Of what was compressed; right once that is whole. */
  readonly sum: () => { readonly crc: number; readonly length: number }
}

/** RFC 1952, section 2.3: deflate, no flags, no time, no system. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** RFC 1951, section 3.2.4: what is stored as it stands has its length in two bytes. */
const MOST_STORED = 0xffff

/** Compresses beside the loop, as the text grows. */
export function pack(text: GrowingText): Packed {
  let crc = 0
  let length = 0
  const read = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of text.pieces()) {
      crc = crc32(piece, crc)
      length += piece.length
      yield piece
    }
  }
  const packed = new GrowingText()
  const source = Readable.from(read(), { objectMode: false })
  const deflate = createDeflateRaw()
  source.once('error', (error) => deflate.destroy(error))
  deflate.on('data', (piece: Buffer) => packed.add(piece))
  deflate.once('end', () => packed.end())
  deflate.once('error', (error) => packed.fail(error))
  source.pipe(deflate)
  return { text: packed, sum: () => ({ crc, length }) }
}

/**
 * One gzip of a short text and a packed one: what stands before the packed one, with the short text stored as it is, so
 * that what is the same for all who ask is compressed once.
 */
export function gzipHead(first: Buffer): Buffer {
  if (first.length > MOST_STORED) throw new RangeError('the first text is too long to be stored')
  const stored = Buffer.alloc(5)
  stored.writeUInt16LE(first.length, 1)
  stored.writeUInt16LE(first.length ^ MOST_STORED, 3)
  return Buffer.concat([HEAD, stored, first])
}

/** What stands behind it, once it is whole. */
export function gzipEnd(first: Buffer, { sum }: Packed): Buffer {
  const { crc, length } = sum()
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crcOfBoth(crc32(first), crc, length), 0)
  end.writeUInt32LE((first.length + length) % 2 ** 32, 4)
  return end
}

/** Compresses a text beside the loop. */
export function gzipped(text: string): Promise<Buffer> {
  return promisify(gzip)(text)
}

/** Compresses pieces as they come. */
export function gzipping(pieces: Readable): Readable {
  const packed = createGzip()
  pieces.once('error', (error) => packed.destroy(error))
  packed.once('close', () => pieces.destroy())
  return pieces.pipe(packed)
}
