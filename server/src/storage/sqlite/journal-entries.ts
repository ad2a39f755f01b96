import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { damaged } from './damage.ts'
import { type JournalLine, journalLines } from './journal-lines.ts'

/** A row of the journal: what one commit appended. */
export interface JournalEntry {
  readonly n: number
  /** Sequence of the newest event that there was by then. */
  readonly head: number
  /** Of the batch as it is stored. */
  readonly crc: number
  /** How long its lines are, bytes, where the batch is packed (Zstandard, RFC 8878). */
  readonly size: number | null
  readonly batch: Uint8Array<ArrayBuffer>
}

/** All of these, in a query. */
export const ENTRY = 'n, head, crc, size, batch'

/** Less is not packed: it takes few pages, and to begin to pack takes as long as to write those. */
const WORTH_PACKING = 16 * 1024
/** Nothing is longer in SQLite, and what says so cannot be believed. */
const MOST_BYTES = 1_000_000_000
/** The alerts of a group are much alike: a tenth of its text remains, in the time that a checksum of all takes. */
const PACKING = {
  chunkSize: 64 * 1024,
  params: { [constants.ZSTD_c_compressionLevel]: 1 },
}

/** The lines of a commit as they are stored. */
export function packed(lines: Uint8Array<ArrayBuffer>): Omit<JournalEntry, 'n' | 'head'> {
  if (lines.length < WORTH_PACKING) return { crc: crc32(lines), size: null, batch: lines }
  const batch = zstdCompressSync(lines, PACKING)
  return { crc: crc32(batch), size: lines.length, batch }
}

/** How long its lines are, bytes. */
export function sizeOf({ size, batch }: JournalEntry): number {
  return size ?? batch.length
}

/** What was committed. Throws when it cannot be read. */
export function unpacked({ n, crc, size, batch }: JournalEntry): Buffer<ArrayBuffer> {
  const unreadable = `entry ${n} of the journal cannot be read`
  if (crc32(batch) !== crc) throw damaged(unreadable)
  if (size === null) return Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength)
  // One more than it takes: where a piece ends full, another one is begun.
  const chunkSize = Math.max(size + 1, Buffer.poolSize)
  if (chunkSize > MOST_BYTES) throw damaged(unreadable)
  const lines = zstdDecompressSync(batch, { chunkSize })
  if (lines.length !== size) throw damaged(unreadable)
  return lines
}

/** Its lines, in order. Throws when it cannot be read. */
export function linesOf(entry: JournalEntry): Generator<JournalLine> {
  return journalLines(unpacked(entry))
}

/**
 * Which event comes before those of an entry; its head where it has none. What stands beside its lines has no checksum:
 * this throws where they do not end with its head.
 */
export function followsOf({ n, head }: JournalEntry, lines: readonly JournalLine[]): number {
  const first = lines.find(({ kind }) => kind === 'event')
  const last = lines.findLast(({ kind }) => kind === 'event')
  if (first?.kind !== 'event' || last?.kind !== 'event') return head
  if (last.sequence() !== head) throw damaged(`entry ${n} of the journal does not end with event ${head}`)
  return first.sequence() - 1
}
