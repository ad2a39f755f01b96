import { type Alert, isOfLife, type Millis } from '@watchfloor/contract'
import type { Meanwhile } from './connection-attention.ts'
import type { Moved } from './groups.ts'

/** A shorter absence is told as if nobody had been away. */
const LONG_MS = 60_000
/** What was missed is decided about at the latest after this, even if the server never says that it was all. */
const PATIENCE_MS = 10_000

/** What came while nothing was received, or while this app was away. */
export interface EndedGap {
  /** Wall time since when nothing was known. */
  readonly from: Millis
  /** Long enough that the person must hear of it as an absence. */
  readonly isLong: boolean
  /** Lives that began meanwhile and still go on. */
  readonly news: readonly Moved[]
  /** Lives that began and ended meanwhile. */
  readonly gone: number
  readonly isNews: (alert: Alert) => boolean
}

/** From losing sight of the server until its board is true again. Times are monotonic unless they say wall. */
export interface Gap {
  /** `from` is the wall time until which the board was known. Does nothing while a gap is open, but an earlier `from` counts. */
  readonly begin: (now: number, from: Millis) => void
  readonly isOpen: () => boolean
  /** Does a proof of life at this moment end it? */
  readonly isEndedBy: (proofAt: number) => boolean
  readonly note: (moved: Moved) => void
  /** Something is held back until the gap ends. */
  readonly held: (now: number) => void
  readonly isHolding: () => boolean
  readonly meanwhile: () => Meanwhile
  readonly isOverdue: (now: number) => boolean
  /** Null when none was open. */
  readonly end: (wall: Millis) => EndedGap | null
  readonly deadline: () => number
}

export function createGap(): Gap {
  let open: {
    readonly at: number
    from: Millis
    heldSince: number | null
    readonly lives: Map<string, Moved>
    gone: number
    criticals: number
  } | null = null

  return {
    begin: (now, from) => {
      open ??= { at: now, from, heldSince: null, lives: new Map(), gone: 0, criticals: 0 }
      open.from = Math.min(open.from, from)
    },
    isOpen: () => open !== null,
    isEndedBy: (proofAt) => open !== null && proofAt >= open.at,
    note: (moved) => {
      if (open === null) return
      const { group, alert, isNew, before } = moved
      if (!isNew) {
        const ended = before !== undefined && !group.members.has(before.fingerprint)
        if (ended && open.lives.delete(before.fingerprint)) open.gone++
        return
      }
      open.lives.set(alert.fingerprint, moved)
      if (alert.level === 'critical') open.criticals++
    },
    held: (now) => {
      if (open !== null) open.heldSince ??= now
    },
    isHolding: () => open?.heldSince != null,
    meanwhile: () => ({ criticals: open?.criticals ?? 0, gone: open?.gone ?? 0 }),
    isOverdue: (now) => open?.heldSince != null && now - open.heldSince >= PATIENCE_MS,
    end: (wall) => {
      if (open === null) return null
      const { from, lives, gone } = open
      const ended: EndedGap = {
        from,
        isLong: wall - from >= LONG_MS,
        news: [...lives.values()],
        gone,
        isNews: (alert) => {
          const known = lives.get(alert.fingerprint)
          return known !== undefined && isOfLife(alert, known.alert.life)
        },
      }
      open = null
      return ended
    },
    deadline: () => (open?.heldSince == null ? Infinity : open.heldSince + PATIENCE_MS),
  }
}
