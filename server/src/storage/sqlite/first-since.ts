import type { Journal } from './journal.ts'
import type { Sql } from './prepared.ts'

/** Sequence of the earliest event at or after a time, in the tables or else in the journal; null when there is none. */
export function firstSince(sql: Sql, journal: Journal, time: number): number | null {
  const row = sql('SELECT sequence FROM events WHERE at >= ? ORDER BY at, sequence LIMIT 1').get(time)
  return (row?.sequence as number | undefined) ?? journal.firstSince(time) ?? null
}
