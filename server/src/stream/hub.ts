import { type CompiledFilter, type Cursor, formatCursor, type LoggedEvent } from '@watchfloor/contract'
import type { Timers } from '../core/runner.ts'
import type { EventLog } from '../log/event-log.ts'
import { MemoryWindow } from '../log/memory-window.ts'
import { CHUNK_BYTES, CHUNK_EVENTS, type Chunk, cutChunk } from './chunk.ts'
import { ChunkMemo } from './chunk-memo.ts'
import { EventJson } from './event-json.ts'
import type { Reader, Waiter } from './reader.ts'
import { inSlices, type Turns } from './slices.ts'
import type { StreamMetrics } from './stream-metrics.ts'

/** What joins history and live delivery without a seam: newest events, shared by all that are joining. */
const JOIN_WINDOW = { events: 4_000, bytes: 8 * 1024 * 1024 }
/** Shorter waits than this are one turn of the event loop. */
const SHORTEST_TIMER_MS = 2

export interface HubParts extends Turns {
  readonly log: EventLog
  readonly metrics: StreamMetrics
  readonly timers: Timers
  readonly now: () => number
  /** Under load, how long events may be gathered into one write, ms. */
  readonly gatherMs: number
}

/** Readers of one filter: they all stand at the same position and share every buffer. */
interface Group {
  readonly filter: CompiledFilter
  readonly readers: Set<Reader>
  passed: number
}

/**
 * Fans the log out. It hears every committed batch, cuts what is new into one chunk per filter, and hands the same
 * bytes to all readers of that filter. One fan-out runs at a time; what is committed meanwhile is gathered for the
 * next, so load makes writes larger instead of more.
 */
export class Hub {
  readonly #parts: HubParts
  readonly #groups = new Map<string, Group>()
  readonly #waiters = new Map<string, Set<Waiter>>()
  readonly #json = new EventJson()
  readonly #memo = new ChunkMemo()
  readonly #reads = new Map<string, Promise<readonly LoggedEvent[]>>()
  readonly #unsubscribe: () => void
  #recent = new MemoryWindow(JOIN_WINDOW)
  /** Newest event heard of. */
  #received: number
  /** Newest event handed to the live readers. */
  #flushed: number
  #fanning = false
  #cancelFlush: (() => void) | undefined
  #lastCost = 0
  #lastEnd = Number.NEGATIVE_INFINITY
  #settling: { readonly at: number; readonly resolve: () => void }[] = []

  constructor(parts: HubParts) {
    this.#parts = parts
    this.#received = parts.log.head().sequence
    this.#flushed = this.#received
    this.#unsubscribe = parts.log.subscribe((batch) => this.#receive(batch))
  }

  /** Where live delivery stands. */
  get position(): number {
    return this.#flushed
  }

  /** Newest event that can be read; waiting makes sense only from there. */
  get received(): number {
    return this.#received
  }

  /** A position of this log, in its present term. */
  cursor(sequence: number): string {
    return formatCursor({ epoch: this.head().epoch, sequence })
  }

  head(): Cursor {
    return this.#parts.log.head()
  }

  /**
   * Adds a reader that stands exactly at `position`. Its `passed` and the group's are both no earlier than the last
   * passing event, for none passes after either of them. So the smaller one is true for both.
   */
  join(reader: Reader): void {
    const group = this.#groups.get(reader.filter.key)
    if (group === undefined) {
      const { filter, passed } = reader
      this.#groups.set(filter.key, { filter, passed, readers: new Set([reader]) })
      return
    }
    group.readers.add(reader)
    group.passed = Math.min(group.passed, reader.passed)
  }

  leave(reader: Reader): void {
    const group = this.#groups.get(reader.filter.key)
    if (group === undefined) return
    group.readers.delete(reader)
    if (group.readers.size === 0) this.#groups.delete(reader.filter.key)
  }

  /** Calls `wake` when something that passes the filter is committed; returns the way to stop waiting. */
  wait(waiter: Waiter): () => void {
    const { key } = waiter.filter
    const waiters = this.#waiters.get(key) ?? new Set()
    this.#waiters.set(key, waiters.add(waiter))
    return () => {
      waiters.delete(waiter)
      if (waiters.size === 0 && this.#waiters.get(key) === waiters) this.#waiters.delete(key)
    }
  }

  /**
   * What follows a position, up to where live delivery stands, from memory; undefined when memory does not reach
   * back that far. The position must be behind.
   */
  recentChunk(filter: CompiledFilter, position: number, passed: number): Chunk | undefined {
    const events = this.#recent.readAfter(position, CHUNK_EVENTS)
    return events === undefined ? undefined : this.#cut(filter, position, passed, events)
  }

  /**
   * The same from the log; undefined when the log no longer reaches back that far. Chunks end at round sequences,
   * so that readers that came with different cursors soon share them. Rejects when the log cannot be read.
   */
  async readChunk(filter: CompiledFilter, position: number, passed: number): Promise<Chunk | undefined> {
    const events = await this.#read(position, CHUNK_EVENTS - (position % CHUNK_EVENTS))
    return events[0]?.sequence === position + 1 ? this.#cut(filter, position, passed, events) : undefined
  }

  /** The JSON of an event for readers of any transport. */
  json(event: LoggedEvent, prev: number): string {
    return this.#json.of(event, prev)
  }

  /** Visits all live readers in slices. */
  forEachReader(visit: (reader: Reader) => boolean): void {
    const groups = this.#groups
    const readers = function* (): Iterable<Reader> {
      for (const group of groups.values()) yield* group.readers
    }
    inSlices(readers(), visit, this.#parts, () => {})
  }

  /** Resolves once everything that is committed now was handed to the live readers. */
  settle(): Promise<void> {
    if (this.#flushed === this.#received && !this.#fanning) return Promise.resolve()
    const settled = new Promise<void>((resolve) => this.#settling.push({ at: this.#received, resolve }))
    this.#flush()
    return settled
  }

  /** Wakes every waiting poll, to answer with what there is. */
  wakeAll(): void {
    for (const waiters of [...this.#waiters.values()]) for (const waiter of [...waiters]) waiter.wake()
  }

  close(): void {
    this.#unsubscribe()
    this.#cancelFlush?.()
    this.#groups.clear()
    this.wakeAll()
    for (const { resolve } of this.#settling.splice(0)) resolve()
  }

  #receive(given: readonly LoggedEvent[]): void {
    const batch = given[0] !== undefined && given[0].sequence <= this.#received ? this.#news(given) : given
    const first = batch[0]
    if (first === undefined) return
    const isGap = first.sequence !== this.#received + 1
    if (isGap) {
      this.#parts.metrics.gap()
      this.#recent = new MemoryWindow(JOIN_WINDOW)
    }
    this.#recent.append(batch)
    this.#received = (batch.at(-1) as LoggedEvent).sequence
    for (const [, waiters] of this.#waiters) {
      const [some] = waiters
      if (isGap || (some !== undefined && batch.some(some.filter.passes))) {
        for (const waiter of [...waiters]) waiter.wake()
      }
    }
    if (isGap) this.#restart()
    else this.#schedule()
  }

  #news(batch: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return batch.filter((event) => event.sequence > this.#received)
  }

  /** What live readers have not got is no longer at hand: all of them read it from the log. */
  #restart(): void {
    this.#flushed = this.#received
    const readers = [...this.#groups.values()].flatMap((group) => [...group.readers])
    this.#groups.clear()
    for (const reader of readers) reader.fallBehind()
  }

  /** At once when idle. After a fan-out that cost something, as long as that took, so that it takes half a core at most. */
  #schedule(): void {
    if (this.#fanning || this.#cancelFlush !== undefined) return
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
    if (this.#fanning) return
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    const from = this.#flushed
    if (from === this.#received) return
    const events = this.#nextEvents(from)
    if (events === undefined) this.#restart()
    const last = events?.at(-1)
    if (events === undefined || last === undefined) return this.#settled()
    this.#flushed = last.sequence
    const work: { readonly chunk: Chunk; readonly readers: Set<Reader> }[] = []
    for (const group of this.#groups.values()) {
      const filtered = { passes: group.filter.passes, passed: group.passed }
      const chunk = cutChunk(this.#json, filtered, from, events, Number.POSITIVE_INFINITY)
      group.passed = chunk.passed
      work.push({ chunk, readers: group.readers })
    }
    this.#fan(work)
  }

  /** What the next fan-out takes; all of it when nobody listens. Undefined when memory lost some of it. */
  #nextEvents(from: number): readonly LoggedEvent[] | undefined {
    if (this.#groups.size === 0) return this.#recent.readAfter(from, Number.POSITIVE_INFINITY)
    const events = this.#recent.readAfter(from, CHUNK_EVENTS)
    if (events === undefined) return undefined
    let size = 0
    const end = events.findIndex((event) => {
      size += this.#json.size(event)
      return size > CHUNK_BYTES
    })
    return end === -1 ? events : events.slice(0, Math.max(end, 1))
  }

  #fan(work: readonly { readonly chunk: Chunk; readonly readers: Set<Reader> }[]): void {
    const { metrics, monotonic } = this.#parts
    const began = monotonic()
    const deliveries = new Map<LoggedEvent, number>()
    let current: Chunk | undefined
    let written = 0
    const count = (): void => {
      for (const event of current?.events ?? []) deliveries.set(event, (deliveries.get(event) ?? 0) + written)
      written = 0
    }
    const readers = function* (): Iterable<Reader> {
      for (const item of work) {
        current = item.chunk
        yield* item.readers
        count()
      }
    }
    this.#fanning = true
    const visit = (reader: Reader): boolean => {
      const chunk = current as Chunk
      // Who joined during this fan-out has read up to its end already.
      const isNext = reader.position === chunk.from
      const wrote = isNext && reader.deliver(chunk)
      if (wrote) written++
      return wrote
    }
    inSlices(readers(), visit, this.#parts, (busy) => {
      this.#fanning = false
      this.#lastEnd = monotonic()
      this.#lastCost = busy
      const now = this.#parts.now()
      let total = 0
      for (const [event, readers] of deliveries) {
        total += readers
        if (readers > 0) metrics.delivered(event, readers, (now - Date.parse(event.timestamp)) / 1000)
      }
      if (total > 0) metrics.broadcast((this.#lastEnd - began) / 1000)
      this.#settled()
    })
  }

  #settled(): void {
    const waiting = this.#settling.filter(({ at }) => at > this.#flushed)
    const done = this.#settling.filter(({ at }) => at <= this.#flushed)
    this.#settling = waiting
    for (const { resolve } of done) resolve()
    if (this.#flushed < this.#received) {
      if (waiting.length > 0) this.#flushSoon()
      else this.#schedule()
    }
  }

  #cut(filter: CompiledFilter, position: number, passed: number, events: readonly LoggedEvent[]): Chunk {
    // Never ahead of live delivery: a reader joins it exactly where it stands.
    const upTo = this.#flushed
    const visible = (events.at(-1)?.sequence ?? 0) > upTo ? events.filter((e) => e.sequence <= upTo) : events
    const key = `${position} ${visible.length} ${passed} ${filter.key}`
    return this.#memo.take(key, () =>
      cutChunk(this.#json, { passes: filter.passes, passed }, position, visible, CHUNK_BYTES),
    )
  }

  /** Readers that come back together share one read. */
  #read(position: number, limit: number): Promise<readonly LoggedEvent[]> {
    const key = `${position} ${limit}`
    const underWay = this.#reads.get(key)
    if (underWay !== undefined) return underWay
    const read = this.#parts.log.readAfter(position, limit).finally(() => this.#reads.delete(key))
    this.#reads.set(key, read)
    return read
  }
}
