import type { Journal } from './journal.ts'
import { journaledEvents } from './journaled.ts'
import type { Sql } from './prepared.ts'
import type { LoadedRows } from './protocol.ts'
import type { EventRow } from './rows.ts'

/** Where the log ends, whether that stands in the table of events yet or in the journal. */
export function newestEvents(
  sql: Sql,
  journal: Journal,
  { recent, midnight }: { readonly recent: number; readonly midnight: number },
): Pick<LoadedRows, 'head' | 'recent' | 'resolvedToday'> {
  let newest: EventRow[] = []
  let resolvedToday = Number(
    sql("SELECT count(*) AS n FROM events WHERE at >= ? AND type = 'alert_resolved'").get(midnight)?.n,
  )
  for (const event of journaledEvents(journal.lines())) {
    newest.push(event)
    if (newest.length >= 2 * recent) newest = newest.slice(-recent)
    if (event.type === 'alert_resolved' && event.at >= midnight) resolvedToday++
  }
  newest = newest.slice(Math.max(newest.length - recent, 0))
  const before = sql('SELECT * FROM events ORDER BY sequence DESC LIMIT ?').all(recent - newest.length)
  return {
    head: journal.head,
    recent: [...(before.reverse() as unknown as EventRow[]), ...newest],
    resolvedToday,
  }
}
