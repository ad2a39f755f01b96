import { type EventRow, lazily } from '../event-row.ts'
import { type EventScan, filterOf, type Scannable, type Scanned, scanEvents } from '../event-scan.ts'
import { logRows } from './log-rows.ts'
import type { Sql } from './prepared.ts'

/** Looks through the log; only what the filter asks for is read of them. */
export function scanRows(sql: Sql, scan: EventScan): Scanned<EventRow> {
  const { before, first, fingerprint, upwards } = scan
  const rows = logRows(sql, { first, before }, { fingerprint, upwards })
  const found = scanEvents(scannable(rows), scan, filterOf(scan), () => performance.now())
  return { ...found, events: found.events.map(({ row }) => row) }
}

function* scannable(rows: Iterable<EventRow>): Generator<Scannable & { readonly row: EventRow }> {
  for (const row of rows) {
    yield { row, event: lazily(row), at: row.at, size: row.data.length }
  }
}
