import type { Alert, LabelSet } from '@watchfloor/contract'
import type { Ask } from './reads.ts'
import { fromLines, lines } from './texts.ts'

/** Alerts whose labels are read in one go. */
const PAGE = 1_000

/**
 * Labels of alerts, by fingerprint, as far as the log still has an event of them: a life says nothing of its labels,
 * and all events of an alert say the same, because they are what it is known by. `read` makes of them what is kept.
 */
export async function labelsOf<T>(
  ask: Ask,
  fingerprints: ReadonlySet<string>,
  read: (labels: LabelSet) => T,
): Promise<ReadonlyMap<string, T>> {
  const known = new Map<string, T>()
  const all = [...fingerprints]
  for (let from = 0; from < all.length; from += PAGE) {
    const rows = await ask<{ print: string; data: string }>(
      `SELECT print, data FROM unnest(${fromLines(1, 'text')}) AS given (print)
      CROSS JOIN LATERAL (SELECT data FROM events WHERE fingerprint = print ORDER BY sequence DESC LIMIT 1) AS last`,
      [lines(all.slice(from, from + PAGE))],
    )
    for (const { print, data } of rows) known.set(print, read((JSON.parse(data) as Alert).labels))
  }
  return known
}
