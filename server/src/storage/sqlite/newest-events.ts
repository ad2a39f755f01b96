import type { EventRow } from '../event-row.ts'
import type { Journal } from './journal.ts'
import type { JournalLine } from './journal-lines.ts'
import { journaledRow } from './journaled.ts'
import type { Sql } from './prepared.ts'
import type { LoadedRows } from './protocol.ts'

/** Where the log ends, whether that stands in the table of events yet or in the journal. */
export function newestEvents(
  sql: Sql,
  journal: Journal,
  { recent, midnight }: { readonly recent: number; readonly midnight: number },
): Pick<LoadedRows, 'head' | 'recent' | 'resolvedToday'> {
  // Their texts are read at the end: most are not among the newest.
  let newest: Extract<JournalLine, { readonly kind: 'event' }>[] = []
  let resolvedToday = Number(
    sql("SELECT count(*) AS n FROM events WHERE at >= ? AND type = 'alert_resolved'").get(midnight)?.n,
  )
  for (const line of journal.lines()) {
    if (line.kind !== 'event') continue
    newest.push(line)
    if (newest.length >= 2 * recent) newest = newest.slice(-recent)
    const [, , , type, , at] = line.values
    if (type === 'alert_resolved' && at >= midnight) resolvedToday++
  }
  newest = newest.slice(Math.max(newest.length - recent, 0))
  const before = sql('SELECT * FROM events ORDER BY sequence DESC LIMIT ?').all(recent - newest.length)
  return {
    head: journal.head,
    recent: [...(before.reverse() as unknown as EventRow[]), ...newest.map(journaledRow)],
    resolvedToday,
  }
}
