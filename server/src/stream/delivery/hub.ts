import { type CompiledFilter, type Cursor, formatCursor, type LoggedEvent } from '@watchfloor/contract'
import type { Timers } from '../../ground/clock.ts'
import type { Steps } from '../../ground/steps.ts'
import type { EventLog } from '../../log/event-log.ts'
import { MemoryWindow } from '../../log/memory-window.ts'
import { WrittenEvent } from '../../storage/written-event.ts'
import type { StreamMetrics } from '../parts/stream-metrics.ts'
import { CHUNK_BYTES, CHUNK_EVENTS, type Chunk } from '../wire/chunk.ts'
import { eventSize } from '../wire/event-json.ts'
import { type FanOutPart, fanOut } from './fan-out.ts'
import { FilterShares } from './filter-shares.ts'
import { type Group, partsFor } from './group.ts'
import type { Reader } from './reader.ts'
import { type Behind, Replay } from './replay.ts'
import { inSlices, type Turns } from './slices.ts'
import { type Waiter, Waiters } from './waiters.ts'

/** What joins history and live delivery without a seam: the newest events, shared by all that are joining. */
const JOIN_WINDOW = { events: 4_000, bytes: 8 * 1024 * 1024 }
/** A shorter wait than this is one turn of the event loop. */
const SHORTEST_TIMER_MS = 2

export interface HubParts extends Turns {
  readonly log: EventLog
  readonly metrics: StreamMetrics
  readonly timers: Timers
  readonly now: () => number
  /** Under load, how long events may be gathered into one write, ms. */
  readonly gatherMs: number
  /** What the expressions of all filters may take a second, in steps. */
  readonly filterSteps: number
}

/**
 * Fans the log out. It hears every committed batch, cuts what is new into one chunk per filter, and hands the same
 * bytes to all live readers of that filter. One fan-out runs at a time; what is committed meanwhile is gathered for
 * the next, so load makes writes larger instead of more.
 */
export class Hub {
  readonly #parts: HubParts
  readonly #groups = new Map<string, Group>()
  readonly #waiters = new Waiters()
  readonly #shares: FilterShares
  readonly #replay: Replay
  readonly #unsubscribe: readonly (() => void)[]
  #recent = new MemoryWindow(JOIN_WINDOW)
  /** Newest event heard of. */
  #received: number
  /** Newest event handed to the live readers. */
  #flushed: number
  #isFanning = false
  #cancelFlush: (() => void) | undefined
  #lastCost = 0
  #lastEnd = Number.NEGATIVE_INFINITY
  #settling: { readonly at: number; readonly resolve: () => void }[] = []

  constructor(parts: HubParts) {
    this.#parts = parts
    this.#received = parts.log.head().sequence
    this.#flushed = this.#received
    this.#shares = new FilterShares(parts.filterSteps, parts.monotonic)
    this.#replay = new Replay({
      log: parts.log,
      shares: this.#shares,
      position: () => this.#flushed,
    })
    this.#unsubscribe = [
      parts.log.subscribe((batch) => this.#receive(batch)),
      parts.log.onTurn(() => this.#startOver()),
    ]
  }

  /** Where live delivery stands. */
  get position(): number {
    return this.#flushed
  }

  /** Newest event that was committed. */
  get received(): number {
    return this.#received
  }

  head(): Cursor {
    return this.#parts.log.head()
  }

  /** A position of this log as text, in its present term, for whoever stays within a scope. */
  cursor(sequence: number, scope?: string): string {
    const { epoch } = this.head()
    return formatCursor(scope === undefined ? { epoch, sequence } : { epoch, sequence, scope })
  }

  /** The same filter as its live readers hold it already: thousands that follow the same need it once. */
  shared(filter: CompiledFilter): CompiledFilter {
    return this.#groups.get(filter.key)?.filter ?? filter
  }

  /**
   * Adds a reader that stands exactly at `position`. Its `told` and the group's `passed` are both no earlier than the last
   * passing event, for none passes after either of them. So the smaller one is true for both.
   */
  join(reader: Reader): void {
    const { filter, told } = reader
    const group = this.#groups.get(filter.key)
    if (group === undefined) {
      this.#groups.set(filter.key, { filter, passed: told, readers: new Set([reader]) })
      return
    }
    group.readers.add(reader)
    group.passed = Math.min(group.passed, told)
  }

  leave(reader: Reader): void {
    const group = this.#groups.get(reader.filter.key)
    if (group === undefined) return
    group.readers.delete(reader)
    if (group.readers.size === 0) this.#groups.delete(reader.filter.key)
  }

  /** Calls `wake` when something that passes the filter is committed; returns the way to stop waiting. */
  wait(waiter: Waiter): () => void {
    return this.#waiters.add(waiter)
  }

  /** Polls that wait now. */
  get waiting(): number {
    return this.#waiters.size
  }

  /** Wakes every waiting poll. */
  wakeAll(): void {
    this.#waiters.wakeAll()
  }

  /** What follows a position that is behind, from memory; undefined when memory does not reach back that far. */
  recentAfter(position: number): readonly LoggedEvent[] | undefined {
    return this.#recent.readAfter(position, CHUNK_EVENTS)
  }

  /** The same from the log (see `Replay.read`). */
  readAfter(position: number): Promise<readonly LoggedEvent[] | undefined> {
    return this.#replay.read(position)
  }

  /** A reader's next chunk, of these events (see `Replay.cut`). */
  cut(reader: Behind, events: readonly LoggedEvent[]): Steps<Chunk | undefined> {
    return this.#replay.cut(reader, events)
  }

  /** Visits all live readers, in slices. `visit` says whether it wrote. */
  forEachReader(visit: (reader: Reader) => boolean): void {
    const groups = this.#groups
    const readers = function* (): Iterable<Reader> {
      for (const group of groups.values()) yield* group.readers
    }
    inSlices(readers(), visit, this.#parts, () => {})
  }

  /** Resolves once everything that is committed now was handed to the live readers. */
  settle(): Promise<void> {
    if (this.#flushed === this.#received && !this.#isFanning) return Promise.resolve()
    const settled = new Promise<void>((resolve) => this.#settling.push({ at: this.#received, resolve }))
    this.#flush()
    return settled
  }

  close(): void {
    for (const stop of this.#unsubscribe) stop()
    this.#cancelFlush?.()
    this.#groups.clear()
    this.#waiters.wakeAll()
    for (const { resolve } of this.#settling.splice(0)) resolve()
  }

  /** The log turned. Nothing that was cut of it is handed out any more; connections see to where their readers stand. */
  #startOver(): void {
    this.#received = this.head().sequence
    this.#flushed = this.#received
    this.#recent = new MemoryWindow(JOIN_WINDOW)
    this.#replay.startOver()
    for (const { readers } of this.#groups.values()) readers.clear()
    this.#groups.clear()
    this.#waiters.wakeAll()
    for (const { resolve } of this.#settling.splice(0)) resolve()
  }

  #receive(given: readonly LoggedEvent[]): void {
    const isKnown = (given[0]?.sequence ?? 0) <= this.#received
    const batch = isKnown ? given.filter((event) => event.sequence > this.#received) : given
    const [first] = batch
    if (first === undefined) return
    const isGap = first.sequence !== this.#received + 1
    this.#received = (batch.at(-1) as LoggedEvent).sequence
    if (isGap) {
      this.#parts.metrics.gap()
      this.#recent = new MemoryWindow(JOIN_WINDOW)
      this.#recent.append(batch)
      this.#restart()
      this.#waiters.wakeAll()
      return
    }
    this.#recent.append(batch)
    this.#waiters.wake(batch)
    this.#schedule()
  }

  /** What the live readers have not got is no longer at hand here: all of them read it from the log. */
  #restart(): void {
    this.#flushed = this.#received
    const readers = [...this.#groups.values()].flatMap((group) => [...group.readers])
    this.#groups.clear()
    for (const reader of readers) reader.fallBehind()
  }

  /** At once when idle; after a fan-out, a pause as long as that took, so that fan-outs take half a core at most. */
  #schedule(): void {
    // Nobody listens.
    if (this.#groups.size === 0 && !this.#isFanning) {
      this.#flushed = this.#received
      return this.#afterFlush()
    }
    if (this.#isFanning || this.#cancelFlush !== undefined) return
    const pause = Math.min(this.#lastCost, this.#parts.gatherMs)
    const wait = this.#lastEnd + pause - this.#parts.monotonic()
    if (wait <= 0) this.#flush()
    else if (wait < SHORTEST_TIMER_MS) this.#flushSoon()
    else this.#cancelFlush = this.#parts.timers.after(wait, () => this.#flush())
  }

  #flushSoon(): void {
    let isWanted = true
    this.#cancelFlush = () => {
      isWanted = false
    }
    this.#parts.soon(() => {
      if (isWanted) this.#flush()
    })
  }

  #flush(): void {
    if (this.#isFanning) return
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    const from = this.#flushed
    const events = this.#nextEvents(from)
    if (events === undefined) this.#restart()
    const last = events?.at(-1)
    if (events === undefined || last === undefined) return this.#afterFlush()
    this.#flushed = last.sequence
    const of = { shares: this.#shares, from, events }
    this.#fan(partsFor(this.#groups.values(), of))
  }

  /** What the next fan-out takes: all of it when nobody listens. Undefined when memory has lost some of it. */
  #nextEvents(from: number): readonly LoggedEvent[] | undefined {
    if (from === this.#received) return []
    if (this.#groups.size === 0) return this.#recent.readAfter(from, Number.POSITIVE_INFINITY)
    const events = this.#recent.readAfter(from, CHUNK_EVENTS)
    let size = 0
    const end = events?.findIndex((event) => {
      size += eventSize(event)
      return size > CHUNK_BYTES
    })
    return end === undefined || end === -1 ? events : events?.slice(0, Math.max(end, 1))
  }

  #fan(parts: readonly FanOutPart[]): void {
    const { metrics, monotonic, now } = this.#parts
    const began = monotonic()
    this.#isFanning = true
    fanOut(parts, this.#parts, ({ busyMs, deliveries }) => {
      this.#isFanning = false
      this.#lastEnd = monotonic()
      this.#lastCost = busyMs
      const at = now()
      for (const [event, readers] of deliveries) {
        metrics.delivered(event, readers, (at - WrittenEvent.atOf(event)) / 1000)
      }
      if (deliveries.size > 0) metrics.broadcast((this.#lastEnd - began) / 1000)
      this.#afterFlush()
    })
  }

  #afterFlush(): void {
    const isDone = ({ at }: { at: number }): boolean => at <= this.#flushed
    const done = this.#settling.filter(isDone)
    this.#settling = this.#settling.filter((waiting) => !isDone(waiting))
    for (const { resolve } of done) resolve()
    if (this.#flushed === this.#received) return
    if (this.#settling.length > 0) this.#flushSoon()
    else this.#schedule()
  }
}
