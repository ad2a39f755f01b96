import type { EventRow } from '../event-row.ts'
import type { Journal } from './journal.ts'
import { journaledRow } from './journaled.ts'
import type { Sql } from './prepared.ts'
import type { LoadedRows } from './protocol.ts'

/** Where the log ends, whether that stands in the table of events yet or in the journal. */
export function newestEvents(
  sql: Sql,
  journal: Journal,
  { recent, midnight }: { readonly recent: number; readonly midnight: number },
): Pick<LoadedRows, 'head' | 'recent' | 'resolvedToday'> {
  const { head } = journal
  const inTable = sql("SELECT count(*) AS n FROM events WHERE at >= ? AND type = 'alert_resolved'").get(
    midnight,
  )
  const newest: EventRow[] = []
  for (const line of journal.lines(head - recent))
    if (line.kind === 'event' && line.sequence() > head - recent) newest.push(journaledRow(line))
  const before = sql('SELECT * FROM events ORDER BY sequence DESC LIMIT ?').all(recent - newest.length)
  return {
    head,
    recent: [...(before.reverse() as unknown as EventRow[]), ...newest],
    resolvedToday: Number(inTable?.n) + journal.resolvedSince(midnight),
  }
}
