import type { Freshness } from '@watchfloor/client'
import type { Millis } from '@watchfloor/contract'
import { isEnded } from './signed-out.ts'

const TOLD_AFTER_MS = 30_000
const ALWAYS_AFTER_MS = 2 * 60_000

/** What this person has to know about the connection. */
export type Sight =
  /** Nothing was received for 30 s (S27). `since` is the last proof of life, server time; null when there never was one. */
  | { readonly kind: 'blind'; readonly since: Millis | null; readonly freshness: Freshness }
  /** It would have been told, but the connection is known to be unstable. */
  | { readonly kind: 'blind_while_unstable'; readonly since: Millis | null; readonly freshness: Freshness }
  /** What this desk was signed in with is over. It is told at once, and once for each end. */
  | { readonly kind: 'ended'; readonly freshness: Extract<Freshness, { state: 'signed_out' }> }
  | { readonly kind: 'unstable'; readonly drops: number; readonly longest_ms: number }
  /** The connection was steady for 5 minutes. */
  | { readonly kind: 'steady' }
  /** Received again; `told` when this person was told that nothing was. */
  | { readonly kind: 'sighted'; readonly blind_ms: number; readonly told: boolean }

/** Follows proof of life (S27). Times are monotonic milliseconds. */
export interface Blindness {
  readonly take: (freshness: Freshness, now: number) => readonly Sight[]
  readonly tick: (now: number) => readonly Sight[]
  /** The computer woke: silence before it is nobody's fault, and is counted from now on. */
  readonly woke: (now: number) => void
  /** What was told was held back after all; it is told when that ends. */
  readonly again: () => void
  readonly deadline: () => number
}

export function createBlindness(startedAt: number): Blindness {
  let freshness: Freshness | null = null
  /** Since when nothing proves that we receive; null while something does. */
  let blindFrom: number | null = startedAt
  let notBefore = startedAt
  let told: 'no' | 'folded' | 'yes' = 'no'
  let isEndTold = false
  let unstable = false
  let drops = 0

  const watch = (now: number): readonly Sight[] => {
    if (blindFrom === null || freshness === null) return []
    if (isEnded(freshness) && !isEndTold) {
      isEndTold = true
      told = 'yes'
      return [{ kind: 'ended', freshness }]
    }
    if (told === 'yes') return []
    const dark = now - Math.max(blindFrom, notBefore)
    if (dark < TOLD_AFTER_MS) return []
    const since = freshness.proof?.server_time ?? null
    if (unstable && dark < ALWAYS_AFTER_MS) {
      if (told === 'folded') return []
      told = 'folded'
      return [{ kind: 'blind_while_unstable', since, freshness }]
    }
    told = 'yes'
    return [{ kind: 'blind', since, freshness }]
  }

  return {
    take: (next, now) => {
      freshness = next
      const sights: Sight[] = []
      if (next.drops.unstable && (!unstable || next.drops.count > drops)) {
        sights.push({ kind: 'unstable', drops: next.drops.count, longest_ms: next.drops.longest_ms })
      } else if (unstable && !next.drops.unstable) sights.push({ kind: 'steady' })
      unstable = next.drops.unstable
      drops = next.drops.count
      if (next.state === 'live') {
        if (blindFrom !== null)
          sights.push({ kind: 'sighted', blind_ms: now - blindFrom, told: told === 'yes' })
        blindFrom = null
        told = 'no'
        isEndTold = false
      } else blindFrom ??= Math.min(now, Math.max(startedAt, next.proof?.at ?? startedAt))
      // What is being caught up with arrives: that is no silence.
      if (next.state === 'catching_up') notBefore = now
      return [...sights, ...watch(now)]
    },
    tick: watch,
    woke: (now) => {
      notBefore = now
    },
    again: () => {
      told = 'no'
      isEndTold = false
    },
    deadline: () => {
      if (blindFrom === null || freshness === null || told === 'yes') return Infinity
      const from = Math.max(blindFrom, notBefore)
      return from + (unstable ? (told === 'folded' ? ALWAYS_AFTER_MS : TOLD_AFTER_MS) : TOLD_AFTER_MS)
    },
  }
}
