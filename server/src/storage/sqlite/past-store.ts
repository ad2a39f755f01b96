import { toSlices } from '../activity.ts'
import { fromRow, fromWhole, type WholeRow } from '../event-row.ts'
import type { PastStore } from '../storage.ts'
import type { ReaderCalls, WriterCalls } from './protocol.ts'
import type { Call } from './thread.ts'

/** Older events that are taken into the history in one transaction. */
const FILL = 2_000

export interface PastStoreParts {
  readonly writer: Call<WriterCalls>
  /** What is counted may take seconds. */
  readonly counting: Call<ReaderCalls>
  /** Each look is short, and does not wait for what is counted. */
  readonly looking: Call<ReaderCalls>
  /** Resolves when everything that is committed now is in the tables. */
  readonly bringUp: () => Promise<void>
}

/** The past is worked out from the tables alone, so they are brought up first. */
export function pastStore({ writer, counting, looking, bringUp }: PastStoreParts): PastStore {
  return {
    activity: async (from, to, slices, scope) => {
      const width = (to - from) / slices
      await bringUp()
      return toSlices(from, width, slices, await counting('timeline', { from, to, width, scope }))
    },
    statistics: async (from, to, scope, offset = 0) => {
      await bringUp()
      return (await counting('statistics', { from, to, offset, scope })) ?? 'filling'
    },
    lives: async (scan) => {
      await bringUp()
      return (await looking('lives', scan)) ?? 'filling'
    },
    resolved: async (since, upTo, scope) => {
      await bringUp()
      return counting('resolved', { since, upTo, scope })
    },
    boardAt: async (time, lingers, most, scope) => {
      await bringUp()
      const past = await counting('boardAt', { time, lingers, most, scope })
      if (past === null) return 'filling'
      const { earliest, at, pages, leftOut } = past
      return {
        earliest: earliest ?? undefined,
        at: at === null ? undefined : fromRow(at),
        // Our own writing.
        pages: pages.map((text) => () => (JSON.parse(text) as readonly WholeRow[]).map(fromWhole)),
        leftOut: leftOut ?? undefined,
      }
    },
    fill: () => writer('backfill', { limit: FILL }),
  }
}
