import type { Alert, LevelCounts, Millis } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import { pagesOf, WorstOf } from '../board-room.ts'
import type { EventRow } from '../event-row.ts'
import { COLUMNS } from './event-rows.ts'
import type { BoardAsked } from './past-reads.ts'
import type { Ask } from './reads.ts'
import { fromLines, lines } from './texts.ts'

export interface StoredBoard {
  readonly earliest: Millis | undefined
  readonly at: EventRow | undefined
  readonly pages: readonly (readonly EventRow[])[]
  readonly leftOut: LevelCounts | undefined
}

const DAY = 86_400_000
/** Alerts whose last event is read in one go. */
const PAGE = 1_000

/** The last events of everything that was on the board; the event that it stood at is among them. */
export async function boardAt(ask: Ask, { time, lingers, most, scope }: BoardAsked): Promise<StoredBoard> {
  const [first] = await ask<{ at: number }>('SELECT at FROM events ORDER BY at LIMIT 1')
  const [at] = await ask<EventRow>(
    `SELECT ${COLUMNS} FROM events WHERE at <= $1::bigint ORDER BY at DESC, sequence DESC LIMIT 1`,
    [time],
  )
  const earliest = first?.at
  if (at === undefined) return { earliest, at, pages: [], leftOut: undefined }
  // Few lives last longer than a day: those have an index of their own, so that not all earlier ones are looked at.
  const present = await ask<{ fingerprint: string }>(
    `SELECT fingerprint FROM lives WHERE began > $1::bigint - ${DAY} AND began <= $2::bigint
      AND (ended IS NULL OR ended > $1::bigint)
    UNION SELECT fingerprint FROM lives WHERE (ended IS NULL OR ended - began > ${DAY}) AND began <= $2::bigint
      AND (ended IS NULL OR ended > $1::bigint)`,
    [time - lingers, time],
  )
  const isInside = scope === undefined ? undefined : insideOf(scope)
  const worst = new WorstOf<EventRow>(most)
  for (let from = 0; from < present.length; from += PAGE) {
    const prints = present.slice(from, from + PAGE).map(({ fingerprint }) => fingerprint)
    const rows = await ask<EventRow>(
      `SELECT last.* FROM unnest(${fromLines(1, 'text')}) AS given (print)
      CROSS JOIN LATERAL (SELECT ${COLUMNS} FROM events WHERE fingerprint = print AND sequence <= $2::bigint
        ORDER BY sequence DESC LIMIT 1) AS last`,
      [lines(prints), at.sequence],
    )
    for (const row of rows)
      if (isInside === undefined || isInside((JSON.parse(row.data) as Alert).labels)) worst.take(row)
  }
  const others = await ask<EventRow>(
    `SELECT ${COLUMNS} FROM events WHERE sequence IN (SELECT max(sequence) FROM events
      WHERE thing IS NOT NULL AND sequence <= $1::bigint GROUP BY source, thing)`,
    [at.sequence],
  )
  const events = [...worst.kept, ...others].sort((a, b) => a.sequence - b.sequence)
  return { earliest, at, pages: [...pagesOf(events)], leftOut: worst.leftOut }
}
