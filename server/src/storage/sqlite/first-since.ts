import type { Journal } from './journal.ts'
import type { Sql } from './prepared.ts'

/** Of those in the table, for SQL whose first parameter is the time. */
export const FIRST_SINCE = '(SELECT sequence FROM events WHERE at >= ?1 ORDER BY at, sequence LIMIT 1)'

/** Sequence of the earliest event at or after a time, in the tables or else in the journal; null when there is none. */
export function firstSince(sql: Sql, journal: Journal, time: number): number | null {
  const row = sql(`SELECT ${FIRST_SINCE} AS sequence`).get(time)
  return (row?.sequence as number | null) ?? journal.firstSince(time) ?? null
}
