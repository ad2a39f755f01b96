import {
  type CompiledFilter,
  type EventType,
  formatCursor,
  type LoggedEvent,
  movedTo,
  type Source,
} from '@watchfloor/contract'
import { eventJson } from './event-json.ts'
import { encodedOnce, type Frame, type Framing } from './framing.ts'

/** Most events, and about the most bytes, of one chunk. */
export const CHUNK_EVENTS = 500
export const CHUNK_BYTES = 256 * 1024

/**
 * What passes one filter of the log's events in (from, to], encoded once per framing for every reader that stands
 * at `from`. It may be empty: then it only says that nothing in there passes.
 */
export interface Chunk {
  readonly from: number
  readonly to: number
  /** The events that pass. */
  readonly events: readonly LoggedEvent[]
  /** See `Filtered.passed`: the bound for what comes after this chunk. */
  readonly passed: number
  /** About its size on the wire. */
  readonly size: number
  readonly bytes: (framing: Framing) => Buffer
}

/** What a chunk is cut for: a filter, and the position that is known to reach back to its last passing event. */
export interface Filtered {
  readonly passes: (event: LoggedEvent) => boolean
  readonly shown?: CompiledFilter['shown']
  /**
   * The `prev` of the next event that passes (S15). A client applies an event iff `prev ≤ last < sequence`. So `prev`
   * must be at least the sequence of the event before it that passes, or the loss of that one would go unseen; and
   * at most the `last` of every reader that gets the frame, or they would see a gap where there is none.
   *
   * It starts as the cursor that a reader came with. That is at most its `last`, and no passing event lies between
   * the true predecessor and the next event, so the cursor is not before the true predecessor either. With the
   * first event that passes it becomes exact. Hellos and heartbeats only raise a client's `last`.
   *
   * Readers that share frames may have started at different cursors; for them it is the smallest (see `Hub.join`).
   */
  readonly passed: number
  /** The scope that it stays within, in the events' ids. */
  readonly scope?: string | undefined
}

/** Cuts a chunk from contiguous events that follow `from`; it ends early once it has grown to `mostBytes`. */
export function cutChunk(
  filter: Filtered,
  from: number,
  events: readonly LoggedEvent[],
  mostBytes: number,
): Chunk {
  const passing: LoggedEvent[] = []
  const frames: Frame[] = []
  let { passed } = filter
  const within = filter.scope === undefined ? {} : { scope: filter.scope }
  let to = from
  let size = 0
  for (const event of events) {
    if (size >= mostBytes) break
    to = event.sequence
    if (!filter.passes(event)) continue
    const json = eventJson(filter.shown?.(event) ?? event, passed)
    frames.push({ id: formatCursor(movedTo(within, event)), json })
    passing.push(event)
    size += json[0].length + json[1].length + json[2].length
    passed = event.sequence
  }
  return { from, to, passed, events: passing, size, bytes: encodedOnce(frames) }
}

/** How many of each kind there are. */
export function tallyOf(
  events: readonly LoggedEvent[],
): readonly { readonly type: EventType; readonly source: Source; readonly count: number }[] {
  const counts = new Map<EventType, { type: EventType; source: Source; count: number }>()
  for (const { type, source } of events) {
    const known = counts.get(type)
    if (known === undefined) counts.set(type, { type, source, count: 1 })
    else known.count++
  }
  return [...counts.values()]
}
