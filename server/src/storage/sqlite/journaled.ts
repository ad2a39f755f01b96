import type { EventRow } from '../event-row.ts'
import { MOST_CHARACTERS } from './event-page.ts'
import type { EventLine, JournalLine } from './journal-lines.ts'

/** Rows of the events after a sequence, so many, and as many as are not too large together. */
export function journaledPage(
  lines: Iterable<JournalLine>,
  after: number,
  limit: number,
): readonly EventRow[] {
  const rows: EventRow[] = []
  let characters = 0
  for (const line of lines) {
    if (line.kind !== 'event' || line.sequence() <= after) continue
    const row = journaledRow(line)
    rows.push(row)
    characters += row.data.length
    if (rows.length >= limit || characters >= MOST_CHARACTERS) break
  }
  return rows
}

/** The row of an event. */
export function journaledRow(line: EventLine): EventRow {
  const [sequence, epoch, id, type, source, at, fingerprint, level] = line.columns()
  return { sequence, epoch, id, type, source, at, fingerprint, level, data: line.text().toString() }
}
