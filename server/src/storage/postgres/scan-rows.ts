import type { EventRow } from '../event-row.ts'
import { lazily } from '../event-row.ts'
import { type EventScan, filterOf, type Scanned, scanEvents } from '../event-scan.ts'
import { bigint, page } from './event-rows.ts'
import type { Ask } from './reads.ts'

/** Rows that are looked through in one go. */
const PAGE = 1_000

/** Looks through a page of events; whoever wants more goes on from the last that was looked at. */
export async function scanRows(ask: Ask, scan: EventScan): Promise<Scanned<EventRow>> {
  const { before, first, fingerprint, upwards } = scan
  const order = upwards === true ? 'sequence' : 'sequence DESC'
  const within = 'sequence < $1::bigint AND sequence >= $2::bigint'
  const place = [bigint(before), bigint(first), PAGE]
  const rows =
    fingerprint === undefined
      ? await ask<EventRow>(page(within, order, '$3::bigint'), place)
      : await ask<EventRow>(page(`fingerprint = $4 AND ${within}`, order, '$3::bigint'), [
          ...place,
          fingerprint,
        ])
  const stored = rows.map((row) => ({ row, event: lazily(row), at: row.at, size: row.data.length }))
  const found = scanEvents(stored, scan, filterOf(scan), () => performance.now())
  return { ...found, events: found.events.map(({ row }) => row) }
}
