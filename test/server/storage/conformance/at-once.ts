import { expect, test } from 'vitest'
import { type Begin, newPlace } from './place.ts'
import { alert, changes, DAY, firings, MINUTE, ROOMY } from './samples.ts'
import { eventsBefore } from './scans.ts'

const BEFORE = 50
const AFTER = 1_500

/** Reads beside a commit: each sees one moment of the store. */
export function atOnceTests(begin: Begin): void {
  test('reads while a commit is under way see all of it or nothing, and afterwards all of it', async () => {
    const { storage } = await newPlace(begin)
    const { events, past } = storage
    await storage.commit(changes({ events: firings(1, BEFORE), alerts: [alert('a1', { sequence: 1 })] }))
    const end = DAY + 10 * AFTER * MINUTE
    /** How many events, or lives, each way of reading sees. */
    const readers: readonly (() => Promise<number>)[] = [
      async () => (await events.readAfter(0, 10_000)).length,
      async () => (await eventsBefore(events, 10_000, 10_000)).length,
      async () => {
        const { alerts, head, recent } = await storage.load(DAY, 10_000)
        expect([recent.length, alerts[0]?.sequence]).toEqual([head, head === BEFORE ? 1 : AFTER])
        return head
      },
      async () => {
        const said = await past.statistics(DAY, end)
        return said === 'filling' ? Number.NaN : said.lives
      },
      async () => {
        const [slice] = await past.activity(DAY, end, 1)
        return slice?.critical ?? 0
      },
      async () => {
        const board = await past.boardAt(end, 0, ROOMY)
        if (board === 'filling') return Number.NaN
        const events = board.pages.flatMap((page) => page())
        expect(board.at?.sequence).toBe(events.length)
        return events.length
      },
    ]
    // Each has read once, so that none of them is only starting when the commit is under way.
    for (const read of readers) expect(await read()).toBe(BEFORE)

    let isCommitted = false
    const commit = storage
      .commit(changes({ events: firings(BEFORE + 1, AFTER), alerts: [alert('a1', { sequence: AFTER })] }))
      .finally(() => {
        isCommitted = true
      })
    const seen = await Promise.all(
      readers.map(async (read) => {
        const counts: number[] = []
        do counts.push(await read())
        while (!isCommitted)
        return counts
      }),
    )
    await commit
    for (const counts of seen) {
      expect(counts.filter((count) => count !== BEFORE && count !== AFTER)).toEqual([])
      // What was there once is not gone again.
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    }
    for (const read of readers) expect(await read()).toBe(AFTER)
  })
}
