import type { Journal } from './journal.ts'
import type { Sql } from './prepared.ts'

/**
 * Sequence of the earliest event at or after a time, in the tables or else the first of the journal; null when neither
 * says, and the rest of the journal would have to be looked through.
 */
export function firstSince(sql: Sql, journal: Journal, time: number): number | null {
  const row = sql('SELECT sequence FROM events WHERE at >= ? ORDER BY at, sequence LIMIT 1').get(time)
  if (row !== undefined) return row.sequence as number
  for (const line of journal.lines()) {
    if (line.kind !== 'event') continue
    const [sequence, , , , , at] = line.values
    return at >= time ? sequence : null
  }
  return null
}
