import type { ActivitySlice } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import { toSlices } from '../activity.ts'
import { labelsOf } from './labels.ts'
import type { Span } from './past-reads.ts'
import type { Ask } from './reads.ts'

type Counts = Parameters<typeof toSlices>[3]

/** Lives by the slice of the span that they began in, and their level. */
export async function activity(
  ask: Ask,
  { from, to, slices, scope }: Span & { readonly slices: number },
): Promise<readonly ActivitySlice[]> {
  const width = (to - from) / slices
  const place = [from, to, width]
  const slice = 'trunc((began - $1::bigint) / $3::double precision)::bigint AS slice'
  const within = 'FROM lives WHERE began >= $1::bigint AND began < $2::bigint'
  if (scope === undefined) {
    const text = `SELECT ${slice}, level, count(*) AS n ${within} GROUP BY slice, level`
    return toSlices(from, width, slices, await ask<Counts[number]>(text, place))
  }
  const rows = await ask<Counts[number] & { readonly fingerprint: string }>(
    `SELECT ${slice}, level, fingerprint, count(*) AS n ${within} GROUP BY slice, level, fingerprint`,
    place,
  )
  const isInside = await labelsOf(ask, new Set(rows.map(({ fingerprint }) => fingerprint)), insideOf(scope))
  const sums = new Map<string, { slice: number; level: Counts[number]['level']; n: number }>()
  for (const { slice, level, fingerprint, n } of rows) {
    if (isInside.get(fingerprint) !== true) continue
    const sum = sums.get(`${slice} ${level}`) ?? { slice, level, n: 0 }
    sum.n += n
    sums.set(`${slice} ${level}`, sum)
  }
  return toSlices(from, width, slices, [...sums.values()])
}
