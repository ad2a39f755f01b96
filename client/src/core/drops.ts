import { largest, smallest } from '@watchfloor/contract'
import type { Drops } from './freshness.ts'

const REMEMBERED_MS = 10 * 60_000
const STEADY_MS = 5 * 60_000
const UNSTABLE_FROM = 3

/** One loss of a connection; `until` is null while it lasts. Monotonic milliseconds. */
export interface Drop {
  readonly at: number
  readonly until: number | null
}

export function begin(drops: readonly Drop[], at: number): readonly Drop[] {
  if (drops.at(-1)?.until === null) return drops
  return [...drops.filter((drop) => isRemembered(drop, at)), { at, until: null }]
}

export function end(drops: readonly Drop[], now: number): readonly Drop[] {
  const last = drops.at(-1)
  return last?.until === null ? [...drops.slice(0, -1), { at: last.at, until: now }] : drops
}

export function summarize(drops: readonly Drop[], now: number): Drops {
  const recent = drops.filter((drop) => isRemembered(drop, now))
  return {
    count: recent.length,
    longest_ms: Math.max(0, largest(recent.map((drop) => (drop.until ?? now) - drop.at))),
    unstable: recent.length >= UNSTABLE_FROM && now < steadyFrom(recent),
  }
}

/** When the summary next changes by itself; Infinity when it does not. */
export function changesAt(drops: readonly Drop[], now: number): number {
  const times = drops
    .filter((drop) => drop.until !== null)
    .map((drop) => (drop.until as number) + REMEMBERED_MS)
  return smallest([...times, steadyFrom(drops)].filter((time) => time > now))
}

function steadyFrom(drops: readonly Drop[]): number {
  const last = drops.at(-1)
  if (last === undefined) return -Infinity
  return last.until === null ? Infinity : last.until + STEADY_MS
}

function isRemembered(drop: Drop, now: number): boolean {
  return drop.until === null || drop.until + REMEMBERED_MS > now
}
