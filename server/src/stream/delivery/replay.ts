import type { LoggedEvent } from '@watchfloor/contract'
import type { Steps } from '../../ground/steps.ts'
import type { EventLog } from '../../log/event-log.ts'
import { CHUNK_BYTES, CHUNK_EVENTS, type Chunk } from '../wire/chunk.ts'
import { ChunkMemo } from '../wire/chunk-memo.ts'
import type { FilterShares } from './filter-shares.ts'
import type { Reader } from './reader.ts'
import { cutInSteps } from './select.ts'

/** A reader that is behind, as far as what it gets next depends on it. */
export type Behind = Pick<Reader, 'filter' | 'position' | 'told' | 'asker'>

export interface ReplayParts {
  readonly log: EventLog
  readonly shares: FilterShares
  /** Where live delivery stands. Nothing beyond is given: a reader joins it exactly there. */
  readonly position: () => number
}

/** Chunks of what was committed before, shared by readers that come back together. */
export class Replay {
  readonly #parts: ReplayParts
  #memo = new ChunkMemo()
  readonly #reads = new Map<string, Promise<readonly LoggedEvent[]>>()

  constructor(parts: ReplayParts) {
    this.#parts = parts
  }

  /** The log turned: what was read of it counts no more. */
  startOver(): void {
    this.#memo = new ChunkMemo()
    this.#reads.clear()
  }

  /** A chunk of these events, which follow the reader's position; undefined when its asker has spent his share. */
  *cut({ filter, position, told, asker }: Behind, events: readonly LoggedEvent[]): Steps<Chunk | undefined> {
    const { shares } = this.#parts
    const upTo = this.#parts.position()
    const isAhead = (events.at(-1)?.sequence ?? 0) > upTo
    const visible = isAhead ? events.filter((event) => event.sequence <= upTo) : events
    const key = `${position} ${visible.length} ${told} ${filter.key}`
    const known = this.#memo.get(key)
    if (known !== undefined) return known
    const cut = { shares, filter, passed: told, from: position, events: visible, asker }
    const chunk = yield* cutInSteps({ ...cut, mostBytes: CHUNK_BYTES })
    if (chunk !== undefined) this.#memo.set(key, chunk)
    return chunk
  }

  /**
   * The next events from the log; undefined when the log no longer reaches back to the position. They end at round
   * sequences, so that readers that came with different cursors soon share chunks. Rejects when the log cannot be read.
   */
  async read(position: number): Promise<readonly LoggedEvent[] | undefined> {
    const events = await this.#read(position, CHUNK_EVENTS - (position % CHUNK_EVENTS))
    return events[0]?.sequence === position + 1 ? events : undefined
  }

  #read(position: number, limit: number): Promise<readonly LoggedEvent[]> {
    const key = `${position} ${limit}`
    const underWay = this.#reads.get(key)
    if (underWay !== undefined) return underWay
    const read = this.#parts.log.readAfter(position, limit).finally(() => {
      if (this.#reads.get(key) === read) this.#reads.delete(key)
    })
    this.#reads.set(key, read)
    return read
  }
}
