import type { LoggedEvent } from '@watchfloor/contract'
import type { EventStore, Term } from '../storage/storage.ts'
import type { EventLog } from './event-log.ts'
import type { MemoryWindow } from './memory-window.ts'
import { locateCursor } from './terms.ts'

/** The log with its writing end; only the writer holds this, everybody else an `EventLog`. */
export interface OpenLog {
  readonly log: EventLog
  /** Makes a committed batch visible: to reads first, then to subscribers. */
  readonly append: (batch: readonly LoggedEvent[]) => void
  /** Events at or before this sequence can no longer be read by cursor. */
  readonly trim: (earliest: number) => void
  readonly setDegraded: (reason: string | undefined) => void
}

export interface LogStart {
  /** All terms, the present one last. */
  readonly terms: readonly Term[]
  readonly head: number
  readonly earliest: number
  readonly store: EventStore
  readonly window: MemoryWindow
  /** A subscriber that throws is a bug: it is reported, and the others are still served. */
  readonly onSubscriberError: (error: unknown) => void
}

export function openLog(start: LogStart): OpenLog {
  const { terms, store, window } = start
  const epoch = (terms.at(-1) as Term).epoch
  let head = start.head
  let earliest = start.earliest
  let degraded: string | undefined
  const listeners = new Set<(batch: readonly LoggedEvent[]) => void>()

  return {
    log: {
      head: () => ({ epoch, sequence: head }),
      earliest: () => ({ epoch, sequence: earliest }),
      locate: (cursor) => locateCursor(cursor, terms, head, earliest),
      readAfter: async (after, limit) => {
        const upTo = head
        const events =
          window.readAfter(after, limit) ?? (after >= upTo ? [] : await store.readAfter(after, limit))
        // The store may already hold what was committed a moment ago and is not yet visible.
        return (events.at(-1)?.sequence ?? 0) > head
          ? events.filter((event) => event.sequence <= head)
          : events
      },
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      degraded: () => degraded,
    },
    append: (batch) => {
      const last = batch.at(-1)
      if (last === undefined) return
      window.append(batch)
      head = last.sequence
      for (const listener of listeners) {
        try {
          listener(batch)
        } catch (error) {
          start.onSubscriberError(error)
        }
      }
    },
    trim: (sequence) => {
      earliest = Math.max(earliest, sequence)
    },
    setDegraded: (reason) => {
      degraded = reason
    },
  }
}
