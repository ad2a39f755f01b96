import type { Freshness } from '@watchfloor/client'
import {
  applyEvent,
  type Board,
  type BoardDraft,
  type BoardSnapshot,
  draftOf,
  type Event,
  formatCursor,
  formatTime,
  fromSnapshot,
  hasLeft,
  isDurable,
  type Millis,
  toSnapshot,
} from '@watchfloor/contract'
import type { LiveListener, LiveSource } from './live-source.ts'
import type { SavedBoard } from './saved-board.ts'

/** Events kept so that a page that missed some need not take the whole board. */
const KEPT = 2_000
/** How often what resolved long ago is let go, at most. */
const PRUNE_MS = 60_000

export interface BoardKeeperOptions {
  readonly server: string
  /** Already read, and of this server. */
  readonly saved: SavedBoard | null
  readonly freshness: () => Freshness
  /** Wall time. */
  readonly wall: () => Millis
  /** The client's monotonic clock. */
  readonly now: () => number
}

/** The board in main: what the client delivers, applied in place, with what a page needs to follow it. */
export interface BoardKeeper extends LiveSource {
  /** Answers false when the snapshot's cursor is none. */
  readonly takeBoard: (snapshot: BoardSnapshot) => boolean
  readonly takeEvents: (events: readonly Event[]) => void
  readonly takeFreshness: (freshness: Freshness) => Freshness
  /** Belongs to the keeper, which changes it; null while nothing is known. */
  readonly current: () => Board | null
  readonly toSave: () => SavedBoard | null
}

export function createBoardKeeper(options: BoardKeeperOptions): BoardKeeper {
  const { server, saved, wall, now } = options
  const listeners = new Set<LiveListener>()
  let draft: BoardDraft | null = saved === null ? null : ownBoard(saved.snapshot)
  /** Since when the board on disk is all that we know; null once the stream has vouched for it. */
  let savedAt: Millis | null = draft === null || saved === null ? null : saved.at
  let kept: Event[] = []
  let base = draft === null ? '' : formatCursor(draft.cursor)
  let provedAt: Millis | null = savedAt
  let prunedAt = -Infinity

  /** Before the first sign of life, the saved board's time is the last proof that there was. */
  const vouched = (freshness: Freshness): Freshness =>
    freshness.proof !== null || savedAt === null
      ? freshness
      : { ...freshness, proof: { at: now() - (wall() - savedAt), server_time: savedAt } }

  /** As far as it is known (S11): this computer's clock may be wrong. */
  const serverTime = (): Millis => wall() - (options.freshness().skew_ms ?? 0)

  const prune = (board: BoardDraft): void => {
    if (now() - prunedAt < PRUNE_MS) return
    prunedAt = now()
    for (const alert of board.alerts.values()) {
      if (hasLeft(alert, serverTime())) board.alerts.delete(alert.fingerprint)
    }
  }

  return {
    takeBoard: (snapshot) => {
      const next = ownBoard(snapshot)
      if (next === null) return false
      draft = next
      savedAt = null
      provedAt = wall()
      kept = []
      base = formatCursor(next.cursor)
      for (const listener of listeners) listener.onBoard()
      return true
    },
    takeEvents: (events) => {
      if (draft === null) return
      for (const event of events) {
        applyEvent(draft, event)
        kept.push(event)
      }
      provedAt = wall()
      if (kept.length > 2 * KEPT) {
        const dropped = kept.slice(0, -KEPT).findLast(isDurable)
        kept = kept.slice(-KEPT)
        if (dropped !== undefined) base = formatCursor(dropped)
      }
      prune(draft)
      for (const listener of listeners) listener.onEvents(events)
    },
    takeFreshness: (freshness) => {
      if (freshness.state === 'live') {
        savedAt = null
        provedAt = wall()
      }
      for (const listener of listeners) listener.onFreshness(vouched(freshness))
      return vouched(freshness)
    },
    current: () => draft,
    toSave: () =>
      draft === null || provedAt === null
        ? null
        : { server, at: provedAt, snapshot: toSnapshot(draft, serverTime()) },
    board: () =>
      draft === null
        ? null
        : {
            snapshot: toSnapshot(draft, serverTime()),
            saved_at: savedAt === null ? null : formatTime(savedAt),
          },
    eventsAfter: (cursor) => {
      if (cursor === base) return kept
      const at = kept.findLastIndex((event) => isDurable(event) && formatCursor(event) === cursor)
      return at === -1 ? null : kept.slice(at + 1)
    },
    freshness: () => vouched(options.freshness()),
    server: () => server,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}

function ownBoard(snapshot: BoardSnapshot): BoardDraft | null {
  const board = fromSnapshot(snapshot)
  return board === undefined ? null : draftOf(board)
}
