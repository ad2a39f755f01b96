import type { EventRow } from '../event-row.ts'

/** Events of one answer are about so large at most, characters: each has to be handed over, and read, in one go. */
const MOST_CHARACTERS = 2_000_000

/** Of these rows at least one where there is one, and as many as are not too large together. */
export function pageOf(rows: Iterable<EventRow>): readonly EventRow[] {
  const page: EventRow[] = []
  let characters = 0
  for (const row of rows) {
    page.push(row)
    characters += row.data.length
    if (characters >= MOST_CHARACTERS) break
  }
  return page
}
