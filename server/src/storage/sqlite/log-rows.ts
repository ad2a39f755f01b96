import type { EventRow } from '../event-row.ts'
import type { EventScan } from '../event-scan.ts'
import { alertEvents, type Sequences } from './alert-events.ts'
import { ENTRY, type JournalEntry, unpacked } from './journal-entries.ts'
import { journalLines } from './journal-lines.ts'
import type { Sql } from './prepared.ts'

/**
 * Rows of the log, newest first, or upwards, whether they stand in the table yet or in the journal; of one alert only
 * where it is named. All of it has to be read within one transaction, as what is carried over leaves the journal.
 */
export function* logRows(
  sql: Sql,
  among: Sequences,
  { fingerprint, upwards = false }: Pick<Partial<EventScan>, 'fingerprint' | 'upwards'>,
): Generator<EventRow> {
  if (upwards) yield* tabled(sql, among, fingerprint, upwards)
  yield* journaled(sql, among, fingerprint, upwards)
  if (!upwards) yield* tabled(sql, among, fingerprint, upwards)
}

function* tabled(
  sql: Sql,
  { first, before }: Sequences,
  fingerprint: string | undefined,
  upwards: boolean,
): Generator<EventRow> {
  if (fingerprint !== undefined) return yield* alertEvents(sql, fingerprint, { first, before }, upwards)
  const order = upwards ? 'ASC' : 'DESC'
  const text = `SELECT * FROM events WHERE sequence >= ? AND sequence < ? ORDER BY sequence ${order}`
  yield* sql(text).iterate(first, before) as Iterable<unknown> as Iterable<EventRow>
}

function* journaled(
  sql: Sql,
  { first, before }: Sequences,
  fingerprint: string | undefined,
  upwards: boolean,
): Generator<EventRow> {
  // The first entry that ends with what is looked for, or after it, is the last that has any of it.
  const entries = sql(`SELECT ${ENTRY} FROM journal WHERE head >= ?
    AND n <= coalesce((SELECT min(n) FROM journal WHERE head >= ?), 9007199254740991)
    ORDER BY n ${upwards ? 'ASC' : 'DESC'}`).iterate(first, before - 1) as Iterable<unknown>
  const named = fingerprint === undefined ? undefined : Buffer.from(fingerprint)
  for (const entry of entries as Iterable<JournalEntry>) {
    const bytes = unpacked(entry)
    if (named !== undefined && !bytes.includes(named)) continue
    const rows: EventRow[] = []
    for (const line of journalLines(bytes)) {
      if (line.kind !== 'event') continue
      const sequence = line.sequence()
      if (sequence < first || sequence >= before) continue
      if (fingerprint === undefined || line.fingerprint() === fingerprint) rows.push(line.row())
    }
    yield* upwards ? rows : rows.reverse()
  }
}
