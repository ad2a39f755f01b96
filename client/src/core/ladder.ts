import type { Transport } from './freshness.ts'
import type { Tuning } from './tuning.ts'

/** Which transport is in use, chosen by outcome. */
export interface Ladder {
  /** From best to last resort, those that this platform has. */
  readonly rungs: readonly Transport[]
  readonly rung: number
  /** Attempts in a row that ended without a working stream though the server answered. */
  readonly failed: number
  /** How often a transport that was climbed to stopped working again; each doubles the time to the next climb. */
  readonly relapses: number
  /** When a better transport is tried next, monotonic milliseconds; null on the best. */
  readonly climb_at: number | null
}

type Limits = Pick<Tuning, 'attempts_per_transport' | 'climb_every'>

const MOST_RELAPSES = 4

export function ladder(rungs: readonly Transport[]): Ladder {
  return { rungs, rung: 0, failed: 0, relapses: 0, climb_at: null }
}

export function transport(of: Ladder): Transport {
  return of.rungs[of.rung] as Transport
}

/** After an attempt without a working stream: the next rung down after a few, from the lowest back to the best. */
export function fail(of: Ladder, now: number, limits: Limits): Ladder {
  if (of.failed + 1 < limits.attempts_per_transport) return { ...of, failed: of.failed + 1 }
  if (of.rung === of.rungs.length - 1) return { ...of, rung: 0, failed: 0, climb_at: null }
  return descend(of, of.rung + 1, now, limits)
}

/** To the lowest rung at once: the server has no room for another stream (S21). */
export function toPolling(of: Ladder, now: number, wait: number, limits: Limits): Ladder {
  const down = descend(of, of.rungs.length - 1, now, limits)
  return { ...down, climb_at: Math.max(down.climb_at as number, now + wait) }
}

/** A better transport said hello. */
export function climbed(of: Ladder, to: Transport, now: number, limits: Limits): Ladder {
  const rung = of.rungs.indexOf(to)
  return { ...of, rung, failed: 0, climb_at: rung === 0 ? null : now + pause(of, limits) }
}

/** No better transport worked this time. */
export function stay(of: Ladder, now: number, wait: number, limits: Limits): Ladder {
  return { ...of, climb_at: now + Math.max(wait, pause(of, limits)) }
}

/** Data keeps flowing on this rung. */
export function proved(of: Ladder): Ladder {
  if (of.failed === 0 && (of.relapses === 0 || of.rung > 0)) return of
  return { ...of, failed: 0, relapses: of.rung === 0 ? 0 : of.relapses }
}

function descend(of: Ladder, rung: number, now: number, limits: Limits): Ladder {
  const down = { ...of, rung, failed: 0, relapses: Math.min(MOST_RELAPSES, of.relapses + 1) }
  return { ...down, climb_at: now + pause(down, limits) }
}

function pause(of: Ladder, limits: Limits): number {
  return limits.climb_every * 2 ** Math.max(0, of.relapses - 1)
}
