import type { CompiledFilter, LoggedEvent } from '@watchfloor/contract'
import type { EventLog } from '../../log/event-log.ts'
import { CHUNK_BYTES, CHUNK_EVENTS, type Chunk, cutChunk } from '../wire/chunk.ts'
import { ChunkMemo } from '../wire/chunk-memo.ts'
import type { EventJson } from '../wire/event-json.ts'

export interface ReplayParts {
  readonly log: EventLog
  readonly json: EventJson
  /** Where live delivery stands. Nothing beyond is given: a reader joins it exactly there. */
  readonly position: () => number
}

/** Chunks of what was committed before, shared by readers that come back together. */
export class Replay {
  readonly #parts: ReplayParts
  readonly #memo = new ChunkMemo()
  readonly #reads = new Map<string, Promise<readonly LoggedEvent[]>>()

  constructor(parts: ReplayParts) {
    this.#parts = parts
  }

  /** A chunk of these events, which follow the position. */
  cut(filter: CompiledFilter, position: number, passed: number, events: readonly LoggedEvent[]): Chunk {
    const upTo = this.#parts.position()
    const isAhead = (events.at(-1)?.sequence ?? 0) > upTo
    const visible = isAhead ? events.filter((event) => event.sequence <= upTo) : events
    const key = `${position} ${visible.length} ${passed} ${filter.key}`
    const filtered = { passes: filter.passes, passed }
    return this.#memo.take(key, () => cutChunk(this.#parts.json, filtered, position, visible, CHUNK_BYTES))
  }

  /**
   * The next chunk from the log; undefined when the log no longer reaches back to the position. Chunks end at round
   * sequences, so that readers that came with different cursors soon share them. Rejects when the log cannot be read.
   */
  async read(filter: CompiledFilter, position: number, passed: number): Promise<Chunk | undefined> {
    const events = await this.#read(position, CHUNK_EVENTS - (position % CHUNK_EVENTS))
    return events[0]?.sequence === position + 1 ? this.cut(filter, position, passed, events) : undefined
  }

  #read(position: number, limit: number): Promise<readonly LoggedEvent[]> {
    const key = `${position} ${limit}`
    const underWay = this.#reads.get(key)
    if (underWay !== undefined) return underWay
    const read = this.#parts.log.readAfter(position, limit).finally(() => this.#reads.delete(key))
    this.#reads.set(key, read)
    return read
  }
}
