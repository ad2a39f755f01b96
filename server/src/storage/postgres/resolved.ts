import type { Millis, Scope } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import { labelsOf } from './labels.ts'
import type { Ask } from './reads.ts'

/** Lives of a scope that ended since a time, by events up to a sequence. */
export async function resolved(
  ask: Ask,
  { since, upTo, scope }: { readonly since: Millis; readonly upTo: number; readonly scope: Scope },
): Promise<number> {
  const ends = await ask<{ fingerprint: string; n: number }>(
    `SELECT fingerprint, count(*) AS n FROM events
    WHERE at >= $1::bigint AND sequence <= $2::bigint AND type = 'alert_resolved' GROUP BY fingerprint`,
    [since, upTo],
  )
  const isInside = await labelsOf(ask, new Set(ends.map(({ fingerprint }) => fingerprint)), insideOf(scope))
  return ends.reduce((sum, { fingerprint, n }) => sum + (isInside.get(fingerprint) === true ? n : 0), 0)
}
