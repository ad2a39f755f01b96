import type { Journal } from './journal.ts'
import { joinedLines, LINE_END, LINE_OF_ROW } from './journal-format.ts'
import type { Sql } from './prepared.ts'
import type { LoadedRows } from './protocol.ts'

/** So large are those of the table at most, and one more: memory holds no more of the log, and SQLite puts no text together that is longer than 1 GB. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Where the log ends, whether that stands in the table of events yet or in the journal. Events are handed over as lines:
 * a tenth of what as many rows take.
 */
export function newestEvents(
  sql: Sql,
  journal: Journal,
  { recent, midnight }: { readonly recent: number; readonly midnight: number },
): Pick<LoadedRows, 'head' | 'recent' | 'resolvedToday'> {
  const { head } = journal
  const inTable = sql("SELECT count(*) AS n FROM events WHERE at >= ? AND type = 'alert_resolved'").get(
    midnight,
  )
  const newest: Uint8Array[] = []
  for (const line of journal.lines(head - recent))
    if (line.kind === 'event' && line.sequence() > head - recent) newest.push(line.bytes())
  const { lines } = sql(
    `SELECT CAST(group_concat(${LINE_OF_ROW}, char(${LINE_END}) ORDER BY sequence) AS BLOB) AS lines
      FROM events WHERE sequence >= (SELECT min(sequence) FROM
        (SELECT sequence, sum(size) OVER (ORDER BY sequence DESC) - size AS newer FROM
          (SELECT sequence, octet_length(data) AS size FROM events ORDER BY sequence DESC LIMIT ?))
        WHERE newer < ${MOST_BYTES})`,
  ).get(recent - newest.length) as { readonly lines: Uint8Array | null }
  return {
    head,
    recent: joinedLines(lines === null ? newest : [lines, ...newest]),
    resolvedToday: Number(inTable?.n) + journal.resolvedSince(midnight),
  }
}
