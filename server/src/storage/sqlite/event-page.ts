import type { EventRow } from '../event-row.ts'
import type { Sql } from './prepared.ts'

/** Events of one answer are about so large at most, characters: each has to be handed over, and read, in one go. */
export const MOST_CHARACTERS = 2_000_000

/** Does nothing more go into this answer? */
export function isFullPage(rows: readonly EventRow[]): boolean {
  return rows.reduce((sum, { data }) => sum + data.length, 0) >= MOST_CHARACTERS
}

/** Rows of events, at least one where there is one, as many as are not too large together. */
export function eventPage(
  sql: Sql,
  text: string,
  ...args: readonly (string | number)[]
): readonly EventRow[] {
  const rows: EventRow[] = []
  let characters = 0
  for (const row of sql(text).iterate(...args) as Iterable<unknown>) {
    rows.push(row as EventRow)
    characters += (row as EventRow).data.length
    if (characters >= MOST_CHARACTERS) break
  }
  return rows
}
