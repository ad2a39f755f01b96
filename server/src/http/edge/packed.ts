import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { crc32, createDeflateRaw, createGzip, gzip } from 'node:zlib'
import { crcOfBoth } from './crc-of-both.ts'

/** A text that was compressed once, to be sent behind any other. */
export interface Packed {
  readonly bytes: Buffer
  readonly crc: number
  /** Of the text. */
  readonly length: number
}

/** RFC 1952, section 2.3: deflate, no flags, no time, no system. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** RFC 1951, section 3.2.4: what is stored as it stands has its length in two bytes. */
const MOST_STORED = 0xffff

/** Compresses beside the loop. */
export async function pack(pieces: readonly Buffer[]): Promise<Packed> {
  let crc = 0
  let length = 0
  const read = function* (): Generator<Buffer> {
    for (const piece of pieces) {
      crc = crc32(piece, crc)
      length += piece.length
      yield piece
    }
  }
  const bytes = await buffer(Readable.from(read()).pipe(createDeflateRaw()))
  return { bytes, crc, length }
}

/**
 * One gzip of a short text and a packed one behind it. The short one is stored as it stands, so that what is the same
 * for all who ask is compressed once.
 */
export function gzipOf(first: Buffer, { bytes, crc, length }: Packed): readonly Buffer[] {
  if (first.length > MOST_STORED) throw new RangeError('the first text is too long to be stored')
  const stored = Buffer.alloc(5)
  stored.writeUInt16LE(first.length, 1)
  stored.writeUInt16LE(first.length ^ MOST_STORED, 3)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crcOfBoth(crc32(first), crc, length), 0)
  end.writeUInt32LE((first.length + length) % 2 ** 32, 4)
  return [HEAD, stored, first, bytes, end]
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
