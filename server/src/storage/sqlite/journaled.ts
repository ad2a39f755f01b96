import type { EventRow } from '../event-row.ts'
import { MOST_CHARACTERS } from './event-page.ts'
import type { JournalLine } from './journal-lines.ts'

/** Rows of the events after a sequence, so many, and as many as are not too large together. */
export function journaledPage(
  lines: Iterable<JournalLine>,
  after: number,
  limit: number,
): readonly EventRow[] {
  const rows: EventRow[] = []
  let characters = 0
  for (const line of lines) {
    if (line.kind !== 'event' || line.values[0] <= after) continue
    rows.push(journaledRow(line))
    characters += line.text.length
    if (rows.length >= limit || characters >= MOST_CHARACTERS) break
  }
  return rows
}

/** The row of an event. */
export function journaledRow({ values, text }: Extract<JournalLine, { readonly kind: 'event' }>): EventRow {
  const [sequence, epoch, id, type, source, at, fingerprint, level] = values
  return { sequence, epoch, id, type, source, at, fingerprint, level, data: read(text) }
}

function read(text: Uint8Array): string {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString()
}
