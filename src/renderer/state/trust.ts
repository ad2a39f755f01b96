import { type Board, type BoardHealth, type Millis, parseTime, smallest } from '@watchfloor/contract'
import { healthMark } from '../../shared/health-mark.ts'
import type { LiveState } from './live-store.ts'

/** What tells how far the board can be trusted. */
export type Trust = Pick<LiveState, 'freshness' | 'saved_at'>

/** May the board be read as the present? If not, it is shown as of its last proof. */
export function isStale({ freshness, saved_at }: Trust): boolean {
  if (saved_at !== null) return true
  switch (freshness?.state) {
    case 'offline':
    case 'signed_out':
    case 'catching_up':
    case 'stopped':
      return true
    default:
      return false
  }
}

/** Milliseconds since the last proof of life, by our own monotonic clock; null before the first. */
export function proofAge(state: LiveState, monotonic: number): number | null {
  const { freshness, freshness_at } = state
  if (freshness?.proof == null) return null
  return freshness.at - freshness.proof.at + Math.max(0, monotonic - freshness_at)
}

/** What a stale board is "as of": when it was saved, or the server time of the last proof of life. */
export function provedAt({ freshness, saved_at }: Trust): Millis | null {
  return saved_at ?? freshness?.proof?.server_time ?? null
}

/** Sources that have stopped sending (S5). */
export function quietSources(health: Iterable<BoardHealth>): readonly BoardHealth[] {
  return [...health].filter((one) => healthMark(one) === 'quiet')
}

export function sources(health: Iterable<BoardHealth>): readonly BoardHealth[] {
  return [...health].filter(({ kind }) => kind === 'source')
}

/** How many sources say that they are there: heard and not quiet; and when the one was heard that is silent longest. */
export interface Reporting {
  readonly all: number
  readonly heard: number
  readonly oldest: Millis | null
}

export function reportingOf(board: Pick<Board, 'health' | 'stats'>): Reporting {
  const all = sources(board.health.values())
  const proofs = all.flatMap((one) => {
    const seen = parseTime(lastSeen(board, one.component) ?? one.last_seen ?? '')
    return seen === undefined || one.quiet ? [] : [seen]
  })
  const oldest = smallest(proofs)
  return { all: all.length, heard: proofs.length, oldest: Number.isFinite(oldest) ? oldest : null }
}

/** When a source was last heard, by the statistics. Its name is the sender's, `constructor` or anything. */
export function lastSeen({ stats }: Pick<Board, 'stats'>, component: string): string | undefined {
  return stats !== null && Object.hasOwn(stats.last_seen, component) ? stats.last_seen[component] : undefined
}
