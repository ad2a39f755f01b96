import { type EventRow, lazily } from '../event-row.ts'
import { type EventScan, filterOf, type Scannable, type Scanned, scanEvents } from '../event-scan.ts'
import { alertEvents } from './alert-events.ts'
import type { Sql } from './prepared.ts'

/** Looks through the rows of events; only what the filter asks for is read of them. */
export function scanRows(sql: Sql, scan: EventScan): Scanned<EventRow> {
  const { before, first, fingerprint, upwards } = scan
  const order = upwards ? 'ASC' : 'DESC'
  const rows =
    fingerprint === undefined
      ? sql(`SELECT * FROM events WHERE sequence < ? AND sequence >= ? ORDER BY sequence ${order}`).iterate(
          before,
          first,
        )
      : alertEvents(sql, fingerprint, { first, before }, upwards)
  const found = scanEvents(scannable(rows as Iterable<unknown>), scan, filterOf(scan), () =>
    performance.now(),
  )
  return { ...found, events: found.events.map(({ row }) => row) }
}

function* scannable(rows: Iterable<unknown>): Generator<Scannable & { readonly row: EventRow }> {
  for (const each of rows) {
    const row = each as EventRow
    yield { row, event: lazily(row), at: row.at, size: row.data.length }
  }
}
