import type { InboxRow } from '../../../shared/inbox.ts'

/** Which rows are looked at. */
export const FILTERS = ['all', 'told', 'held', 'folded', 'failed'] as const
export type Filter = (typeof FILTERS)[number]

export const FILTER_WORDS: Readonly<Record<Filter, string>> = {
  all: 'All',
  told: 'Told',
  held: 'Held back',
  folded: 'Folded',
  failed: 'Failed',
}

export function passes(row: InboxRow, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'told':
      return row.decision === 'notify'
    case 'held':
      return row.decision === 'hold'
    case 'folded':
      return row.decision === 'fold'
    case 'failed':
      return row.outcome === 'failed'
  }
}

export function countsOf(rows: readonly InboxRow[]): Readonly<Record<Filter, number>> {
  const counts: Record<Filter, number> = { all: 0, told: 0, held: 0, folded: 0, failed: 0 }
  for (const row of rows) for (const filter of FILTERS) if (passes(row, filter)) counts[filter]++
  return counts
}

/**
 * Rows that are new or changed, taken into those that are loaded, newest first. A row below what is loaded is left
 * to the page that will bring it; one that happened again stands at the top again.
 */
export function withNews(
  loaded: readonly InboxRow[],
  news: readonly InboxRow[],
  isWhole: boolean,
): readonly InboxRow[] {
  const known = new Map(loaded.map((row) => [row.id, row]))
  const oldest = loaded.at(-1)?.at
  const come = new Map<string, InboxRow>()
  for (const row of news) {
    const before = known.get(row.id)
    const isBelow = !isWhole && (oldest === undefined || row.at < oldest)
    if (before === undefined && isBelow) continue
    if (before?.at === row.at) known.set(row.id, row)
    else {
      known.delete(row.id)
      come.delete(row.id)
      come.set(row.id, row)
    }
  }
  const kept = loaded.flatMap((row) => known.get(row.id) ?? [])
  if (come.size === 0) return kept
  return [...[...come.values()].reverse(), ...kept].sort(newestFirst)
}

/** The rows of the next page; those that have moved up meanwhile stay where they are. */
export function withPage(loaded: readonly InboxRow[], page: readonly InboxRow[]): readonly InboxRow[] {
  const known = new Set(loaded.map(({ id }) => id))
  return [...loaded, ...page.filter(({ id }) => !known.has(id))]
}

/** Stable: what came last stands first among those of one moment. */
function newestFirst(one: InboxRow, other: InboxRow): number {
  return one.at < other.at ? 1 : one.at > other.at ? -1 : 0
}
