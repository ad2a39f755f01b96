import { crc32 } from 'node:zlib'
import { damaged } from './damage.ts'
import { type JournalLine, journalLines } from './journal-lines.ts'

/** A row of the journal: what one commit appended. */
export interface JournalEntry {
  readonly n: number
  readonly crc: number
  readonly batch: Uint8Array
}

/** Its lines, in order. Throws when it cannot be read. */
export function linesOf({ n, crc, batch }: JournalEntry): Generator<JournalLine> {
  if (crc32(batch) !== crc) throw damaged(`entry ${n} of the journal cannot be read`)
  return journalLines(batch)
}
