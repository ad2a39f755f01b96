import type { Cursor, LoggedEvent } from '@watchfloor/contract'
import type { EventStore, Term } from '../storage/storage.ts'
import type { EventLog } from './event-log.ts'
import type { MemoryWindow } from './memory-window.ts'
import { locateCursor } from './terms.ts'

/** The log with its writing end; only the writer holds this, everybody else an `EventLog`. */
export interface OpenLog {
  readonly log: EventLog
  /** Makes a committed batch visible: to reads first, then to subscribers. */
  readonly append: (batch: readonly LoggedEvent[]) => void
  /** A term began elsewhere, and everything that was shown is part of it. */
  readonly goOnIn: (terms: readonly Term[]) => void
  /** The log is another one than was shown, or much further. */
  readonly turn: (to: LogTurn) => void
  /** Events at or before this sequence can no longer be read by cursor. */
  readonly trim: (earliest: number) => void
  readonly setDegraded: (reason: string | undefined) => void
}

/** Where a log stands. */
export interface LogTurn {
  /** All terms, the present one last. */
  readonly terms: readonly Term[]
  readonly head: number
  readonly earliest: number
  /** Its newest events. */
  readonly recent: readonly LoggedEvent[]
}

export interface LogStart extends LogTurn {
  readonly store: EventStore
  readonly window: MemoryWindow
  /** A subscriber that throws is a bug: it is reported, and the others are still served. */
  readonly onSubscriberError: (error: unknown) => void
  readonly catchUp: EventLog['catchUp']
  readonly asOf: EventLog['asOf']
}

export function openLog(start: LogStart): OpenLog {
  const { store, window } = start
  let { terms, head, earliest } = start
  let { epoch } = terms.at(-1) as Term
  let degraded: string | undefined
  const listeners = new Set<(batch: readonly LoggedEvent[]) => void>()
  const turners = new Set<(before: Cursor) => void>()
  window.append(start.recent)
  const tell = <T>(told: ReadonlySet<(news: T) => void>, news: T): void => {
    for (const listener of told) {
      try {
        listener(news)
      } catch (error) {
        start.onSubscriberError(error)
      }
    }
  }
  const goOnIn = (all: readonly Term[]): void => {
    terms = all
    epoch = (all.at(-1) as Term).epoch
  }

  /** Those that are newest stay in memory also when they are too old for the store. */
  function* keptOf(events: Iterable<LoggedEvent>): Generator<LoggedEvent> {
    for (const event of events) {
      if (event.sequence <= earliest) return
      yield event
    }
  }

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
      newest: (before) => keptOf(window.before(before)),
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      onTurn: (listener) => {
        turners.add(listener)
        return () => turners.delete(listener)
      },
      catchUp: start.catchUp,
      asOf: start.asOf,
      degraded: () => degraded,
    },
    append: (batch) => {
      const last = batch.at(-1)
      if (last === undefined) return
      window.append(batch)
      head = last.sequence
      tell(listeners, batch)
    },
    goOnIn,
    turn: (to) => {
      const before = { epoch, sequence: head }
      goOnIn(to.terms)
      head = to.head
      earliest = to.earliest
      window.startOver(to.recent)
      tell(turners, before)
    },
    trim: (sequence) => {
      earliest = Math.max(earliest, sequence)
    },
    setDegraded: (reason) => {
      degraded = reason
    },
  }
}
