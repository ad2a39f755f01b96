import type { Alert } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import { pagesOf, WorstOf } from '../board-room.ts'
import type { EventRow } from '../event-row.ts'
import { type LifeAt, lastEvents } from './alert-events.ts'
import type { Sql } from './prepared.ts'
import type { ReaderCalls } from './protocol.ts'

const DAY = 86_400_000

/** The last events of everything that was on the board; the event that it stood at is among them. */
export function boardAt(
  sql: Sql,
  { time, lingers, most, scope }: ReaderCalls['boardAt']['args'],
): ReaderCalls['boardAt']['answer'] {
  const earliest = sql('SELECT min(at) AS at FROM events').get()?.at as number | null
  const at = sql('SELECT * FROM events WHERE at <= ? ORDER BY at DESC, sequence DESC LIMIT 1').get(time) as
    | EventRow
    | undefined
  if (at === undefined) return { earliest, at: null, pages: [], leftOut: null }
  // Few lives last longer than a day: those have an index of their own, so that not all earlier ones are looked at.
  const present = sql(`SELECT fingerprint, max(sequence) AS life FROM (
      SELECT fingerprint, sequence FROM lives WHERE began > ? AND began <= ? AND (ended IS NULL OR ended > ?)
      UNION SELECT fingerprint, sequence FROM lives WHERE (ended IS NULL OR ended - began > ${DAY}) AND began <= ?
        AND (ended IS NULL OR ended > ?)) GROUP BY fingerprint`).all(
    time - DAY - lingers,
    time,
    time - lingers,
    time,
    time - lingers,
  ) as unknown as readonly LifeAt[]
  const isInside = scope === undefined ? undefined : insideOf(scope)
  const worst = new WorstOf<EventRow>(most)
  for (const row of lastEvents(sql, present, at.sequence + 1))
    if (isInside === undefined || isInside((JSON.parse(row.data) as Alert).labels)) worst.take(row)
  const others = [
    ['silence_manager', '$.id'],
    ['health_monitor', '$.component'],
  ].flatMap(([source, key]) =>
    sql(`SELECT * FROM events WHERE sequence IN (SELECT max(sequence) FROM events
      WHERE fingerprint IS NULL AND source = ? AND sequence <= ? GROUP BY data ->> ?)`).all(
      source as string,
      at.sequence,
      key as string,
    ),
  ) as unknown as EventRow[]
  const events = [...worst.kept, ...others].sort((a, b) => a.sequence - b.sequence)
  const pages = Array.from(pagesOf(events), (rows) => `[${rows.map(textOf).join(',')}]`)
  return { earliest, at, pages, leftOut: worst.leftOut ?? null }
}

/** The row as JSON, with the event's data in it, which is that already. */
function textOf({ data, ...rest }: EventRow): string {
  return `${JSON.stringify(rest).slice(0, -1)},"data":${data}}`
}
