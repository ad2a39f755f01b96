import type { Alert } from './alert.ts'
import type { BoardAlert, BoardHealth, BoardSilence, BoardSnapshot } from './board.ts'
import { type Cursor, formatCursor, movedTo, parseCursor } from './cursor.ts'
import { isGoingOn } from './episode.ts'
import type { Event, LoggedEvent } from './event.ts'
import { type LeftOut, oneTakenIn, tellsOfLeftOut } from './left-out.ts'
import type { Stats } from './stats.ts'
import { formatTime, type Millis, parseTime } from './time.ts'

/** Resolved alerts stay on the board for this long, in its lane "Just resolved". */
export const JUST_RESOLVED_MS = 15 * 60_000

/** The board by key. Events are whole (S7), so it can be rebuilt from them alone. */
export interface Board {
  readonly cursor: Cursor
  readonly alerts: ReadonlyMap<string, BoardAlert>
  readonly silences: ReadonlyMap<string, BoardSilence>
  readonly health: ReadonlyMap<string, BoardHealth>
  readonly stats: Stats | null
  /** What a board that was too large leaves out; with the firing alerts above it is all that fires. */
  readonly left_out?: LeftOut | undefined
}

/** A board that its owner changes in place. */
export interface BoardDraft {
  cursor: Cursor
  readonly alerts: Map<string, BoardAlert>
  readonly silences: Map<string, BoardSilence>
  readonly health: Map<string, BoardHealth>
  stats: Stats | null
  left_out?: LeftOut | undefined
}

export function emptyBoard(cursor: Cursor): Board {
  return { cursor, alerts: new Map(), silences: new Map(), health: new Map(), stats: null }
}

/**
 * The board after these events, which must be in order and new to it. Pure: the given board stays as it was.
 * Copies each map once, so hand it batches.
 */
export function fold(board: Board, events: readonly (Event | LoggedEvent)[]): Board {
  const draft = draftOf(board)
  for (const event of events) applyEvent(draft, event)
  return draft
}

/** A copy of a board that can be changed in place. */
export function draftOf(board: Board): BoardDraft {
  return {
    ...board,
    alerts: new Map(board.alerts),
    silences: new Map(board.silences),
    health: new Map(board.health),
  }
}

/** What `fold` does to one event, in place: for the owner of a board that nobody else holds. */
export function applyEvent(draft: BoardDraft, event: Event | LoggedEvent): void {
  if (event.type === 'stats_updated') {
    draft.stats = event.data
    return
  }
  const { sequence } = event
  draft.cursor = movedTo(draft.cursor, event)
  switch (event.source) {
    case 'alert_processor': {
      const { data } = event
      if (draft.left_out !== undefined && !draft.alerts.has(data.fingerprint) && tellsOfLeftOut(event))
        draft.left_out = oneTakenIn(draft.left_out, data.was?.level ?? data.level)
      draft.alerts.set(data.fingerprint, { ...withoutCause(data), sequence })
      return
    }
    case 'silence_manager': {
      const silence = withoutCause(event.data)
      if (silence.state === 'expired') draft.silences.delete(silence.id)
      else draft.silences.set(silence.id, { ...silence, sequence })
      return
    }
    case 'health_monitor':
      if (event.data.gone) draft.health.delete(event.data.component)
      else draft.health.set(event.data.component, { ...event.data, sequence })
      return
    case 'system':
      return
    default:
      event satisfies never
  }
}

/** Who did it and why, and what was before, belongs to the event. Most have neither, and copying around them is slow. */
function withoutCause<T extends { readonly by?: string; readonly reason?: string; readonly was?: unknown }>(
  data: T,
): Omit<T, 'by' | 'reason' | 'was'> {
  if (data.by === undefined && data.reason === undefined && data.was === undefined) return data
  const { by: _by, reason: _reason, was: _was, ...rest } = data
  return rest
}

/** Has this alert left the board by itself, because it resolved long enough ago? */
export function hasLeft(alert: Alert, now: Millis): boolean {
  // The sender's own clock may be hours off; events of an earlier version have no other time.
  const at = alert.resolved_at ?? alert.ends_at
  if (isGoingOn(alert) || at === undefined) return false
  return (parseTime(at) ?? 0) + JUST_RESOLVED_MS <= now
}

/** The board as the wire carries it; alerts that resolved more than 15 minutes ago are left out. */
export function toSnapshot(board: Board, now: Millis): BoardSnapshot {
  return {
    cursor: formatCursor(board.cursor),
    server_time: formatTime(now),
    ...(board.left_out !== undefined && { left_out: board.left_out }),
    alerts: [...board.alerts.values()].filter((alert) => !hasLeft(alert, now)),
    silences: [...board.silences.values()],
    health: [...board.health.values()],
    stats: board.stats,
  }
}

/** The board of a snapshot; undefined when its cursor is malformed. */
export function fromSnapshot(snapshot: BoardSnapshot): Board | undefined {
  const cursor = parseCursor(snapshot.cursor)
  if (cursor === undefined) return undefined
  return {
    cursor,
    alerts: new Map(snapshot.alerts.map((alert) => [alert.fingerprint, alert])),
    silences: new Map(snapshot.silences.map((silence) => [silence.id, silence])),
    health: new Map(snapshot.health.map((health) => [health.component, health])),
    stats: snapshot.stats,
    left_out: snapshot.left_out,
  }
}
