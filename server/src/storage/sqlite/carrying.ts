import type { Millis } from '@watchfloor/contract'
import type { Behind } from '../storage.ts'
import { StoreBehind } from '../store-behind.ts'
import { MOST_BEHIND } from './journal.ts'
import type { WriterCalls } from './protocol.ts'
import type { Call } from './thread.ts'

/** Commits that follow each other sooner than this come first, as long as there is room in the journal. */
const REST: Millis = 250
/** So often a piece is carried over in any case: where commits never rest but are few, it keeps up with them. */
const IN_ANY_CASE: Millis = 1_000
/** What a crash left waits so long: until then, whoever starts has more to ask of this thread. */
const START: Millis = 2_000
/** From here on the two take turns, so that commits do not have to wait for all of it at once. */
const FULL_ENOUGH = (MOST_BEHIND / 3) * 2
/** After a failure it is tried again so late. */
const RETRY: Millis = 5_000

/** About so much does carrying over write for each byte of the journal. */
const IN_TABLES = 2

/** Has the journal carried over into the tables, in pieces between commits. */
export interface Carrying {
  /** So many bytes stood in the journal when it was opened. */
  readonly found: (bytes: number) => void
  /** A commit left so many bytes in the journal. */
  readonly committed: (bytes: number) => void
  /** Resolves when everything that is committed now is in the tables; rejects with `StoreBehind`. */
  readonly bringUp: () => Promise<void>
  readonly behind: () => Behind
  readonly close: () => void
}

/** `wrote`: about so many bytes. */
export function keepCarrying(writer: Call<WriterCalls>, wrote: (bytes: number) => void): Carrying {
  let bytes = 0
  let trouble: string | undefined
  let timer: NodeJS.Timeout | undefined
  let isCarrying = false
  let isStarting = false
  let isClosed = false
  let carriedAt: Millis = performance.now()
  let commits = 0

  const piece = async (upTo: number | undefined): Promise<WriterCalls['carryOver']['answer']> => {
    carriedAt = performance.now()
    const carried = await writer('carryOver', { upTo })
    wrote(Math.max(0, bytes - carried.bytes) * IN_TABLES)
    bytes = carried.bytes
    trouble = undefined
    return carried
  }
  const later = (ms: Millis): void => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(() => void carry(), ms).unref()
  }
  /** Until everything is carried over, or the next commit comes while there is room. */
  const carry = async (): Promise<void> => {
    isStarting = false
    if (isCarrying) return
    isCarrying = true
    try {
      for (;;) {
        const before = commits
        const { isDone } = await piece(undefined)
        if (isDone || isClosed) return
        if (commits !== before && bytes <= FULL_ENOUGH) return later(REST)
      }
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error)
      later(RETRY)
    } finally {
      isCarrying = false
    }
  }
  return {
    found: (left) => {
      bytes = left
      isStarting = left > 0
      if (isStarting) later(START)
    },
    committed: (left) => {
      commits++
      // Nothing waited before: what follows at once comes first, as after any other rest.
      if (bytes === 0) carriedAt = performance.now()
      bytes = left
      // The one who carries sees that there is more.
      if (left === 0 || isCarrying || isStarting) return
      if (left > FULL_ENOUGH || performance.now() - carriedAt >= IN_ANY_CASE) void carry()
      else later(REST)
    },
    bringUp: async () => {
      if (bytes === 0) return
      try {
        let { upTo, isDone } = await piece(undefined)
        while (!isDone) ({ upTo, isDone } = await piece(upTo))
      } catch (error) {
        throw new StoreBehind(error)
      }
    },
    behind: () => ({ bytes, trouble }),
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
