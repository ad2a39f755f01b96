import type { Millis } from '@watchfloor/contract'

/** A server gives a sign of life so often. */
export const BEAT: Millis = 2_000
/** Whoever has the duty loses it when the store has not heard of it for so long: two signs of life. */
export const LEASE: Millis = 4_000
/** A server that was not heard of for so long is not there. */
export const GONE: Millis = 6_000
/** Who was not heard of for so long is forgotten: it does not come back, or comes as a new one. */
export const FORGOTTEN: Millis = 10 * 60_000
/** A look that is meant to find something over comes so much after its end. */
const MARGIN: Millis = 50

interface Seen {
  readonly id: string
  readonly seen: Millis
}

/**
 * Was it heard of so lately? All times are the store's; after a failover its clock may be another machine's, and what
 * was seen in its future says no more than what was seen long ago.
 */
export function isWithin(seen: Millis, at: Millis, time: Millis): boolean {
  return Math.abs(at - seen) < time
}

/** Those that are there. */
export function present<N extends Seen>(rows: readonly N[], at: Millis): readonly N[] {
  return rows.filter(({ seen }) => isWithin(seen, at, GONE))
}

/** Those that vanished: they did not leave, and were not heard of since. One that is there again under its name has not. */
export function vanished<N extends Seen & { readonly name: string }>(
  rows: readonly N[],
  at: Millis,
): readonly N[] {
  const there = new Set(present(rows, at).map(({ name }) => name))
  const newest = new Map<string, N>()
  for (const row of rows) {
    if (there.has(row.name) || isWithin(row.seen, at, GONE)) continue
    if ((newest.get(row.name)?.seen ?? 0) <= row.seen) newest.set(row.name, row)
  }
  return [...newest.values()].filter(({ seen }) => isWithin(seen, at, FORGOTTEN))
}

/** Of those that were there, why each that is not any more is not: one that leaves takes its row away. */
export function gone(
  before: readonly Seen[],
  rows: readonly Seen[],
  at: Millis,
): readonly ('left' | 'vanished')[] {
  const seen = new Map(rows.map((row) => [row.id, row.seen]))
  return before.flatMap(({ id }) => {
    const last = seen.get(id)
    if (last === undefined) return ['left'] as const
    return isWithin(last, at, GONE) ? [] : (['vanished'] as const)
  })
}

/** Who has the duty, as seen by one of them; of a duty that is free, why it is. */
export type DutyHeld = 'mine' | 'another' | 'left' | 'vanished' | 'first'

export interface DutySeen {
  readonly at: Millis
  readonly keeper: string
  /** How often it has changed hands. */
  readonly keeperTerm: number
  readonly rows: readonly Seen[]
}

export function dutyOf({ at, keeper, keeperTerm, rows }: DutySeen, me: string): DutyHeld {
  if (keeper === me) return 'mine'
  if (keeper === '') return keeperTerm === 0 ? 'first' : 'left'
  const holder = rows.find(({ id }) => id === keeper)
  return holder !== undefined && isWithin(holder.seen, at, LEASE) ? 'another' : 'vanished'
}

/** When the next sign of life is due: as always, or as soon as the duty would be free. */
export function nextBeat({ at, keeper, rows }: Omit<DutySeen, 'keeperTerm'>, me: string): Millis {
  const holder = keeper === me ? undefined : rows.find(({ id }) => id === keeper)
  if (holder === undefined || holder.seen > at) return BEAT
  return Math.min(BEAT, Math.max(MARGIN, holder.seen + LEASE - at + MARGIN))
}
