import type { Tuning } from './tuning.ts'

type Backoff = Pick<Tuning, 'backoff_base' | 'backoff_cap' | 'backoff_floor'>

/** Full jitter: anything up to base × 2^failures, at most the cap, so that clients lost together do not return together. */
export function fullJitter(failures: number, random: number, backoff: Backoff): number {
  const ceiling = Math.min(backoff.backoff_cap, backoff.backoff_base * 2 ** Math.min(failures, 30))
  return Math.max(backoff.backoff_floor, random * ceiling)
}
