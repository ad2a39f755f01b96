import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { type Damage, openOrBegin } from '../../../server/src/storage/sqlite/open-or-begin.ts'
import { crashingStore } from '../../support/store/crashing-store.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alert, alertEvent, changes, DAY } from './conformance/samples.ts'

/** Of each entry, the last event. */
const ENDS = [2, 5, 6, 6, 9]
/** What an entry has where nothing is torn. */
const NUMBERS = ['n', 'head', 'crc', 'size'] as const

/** A file with entries in its journal that end so; the fourth has no event, and the last is packed. */
async function crashed(): Promise<string> {
  const { store, crash } = await crashingStore(
    changes({ events: [alertEvent(1, DAY, 'alert_created', 'a1')] }),
  )
  let from = 2
  for (const end of ENDS) {
    const text = end === ENDS.at(-1) ? 'x'.repeat(20_000) : undefined
    const events = Array.from({ length: end - from + 1 }, (_, n) =>
      alertEvent(
        from + n,
        DAY + from + n,
        'alert_created',
        `a${from + n}`,
        text === undefined ? {} : { text },
      ),
    )
    await store.commit(changes({ events, alerts: [alert(`of ${end}`, { sequence: end })] }))
    from = end + 1
  }
  return crash()
}

/** A copy with one bit changed; undefined where the table does not take that. */
async function flipped(
  file: string,
  column: string,
  entry: number,
  bit: number,
): Promise<string | undefined> {
  const copy = join(await tempDir(), 'watchfloor.db')
  for (const part of ['', '-wal']) copyFileSync(`${file}${part}`, `${copy}${part}`)
  const db = new DatabaseSync(copy)
  const before = db.prepare(`SELECT ${column} AS value FROM journal WHERE n = ?`)
  before.setReadBigInts(true)
  const value = before.get(entry)?.value
  try {
    if (typeof value !== 'bigint') return undefined
    const torn = BigInt.asIntN(64, value ^ (1n << BigInt(bit)))
    db.prepare(`UPDATE journal SET ${column} = ? WHERE n = ?`).run(torn, entry)
    return copy
  } catch {
    return undefined
  } finally {
    db.close()
  }
}

test.each(NUMBERS)(
  'S16: a bit of %s of any entry: the log ends before it, or is whole, and goes on',
  async (column) => {
    const file = await crashed()
    const outcomes = new Set<string>()
    for (const [index, entry] of ENDS.keys().map((n) => [n, n + 1] as const)) {
      for (const bit of [0, 7, 31, 53, 63]) {
        const copy = await flipped(file, column, entry, bit)
        if (copy === undefined) continue
        const found: Damage[] = []
        const store = await openOrBegin(copy, 'now', (damage) => found.push(damage))
        const { head } = await store.load(DAY, 100)
        const what = `bit ${bit} of entry ${entry}`
        if (found.length > 0) expect(found, what).toMatchObject([{ isCut: true }])
        expect([1, ...ENDS], what).toContain(head)
        // Nothing of what is before it is lost.
        expect(head, what).toBeGreaterThanOrEqual(
          [1, ...ENDS][Math.min(index, column === 'n' ? 0 : index)] ?? 0,
        )
        if (found.length === 0) expect(head, what).toBe(ENDS.at(-1))
        await store.commit(changes({ events: [alertEvent(head + 1, DAY, 'alert_created', 'next')] }))
        const sequences = (await store.events.readAfter(0, 100)).map(({ sequence }) => sequence)
        expect(sequences, what).toEqual(Array.from({ length: head + 1 }, (_, n) => n + 1))
        outcomes.add(found.length > 0 ? 'cut' : 'whole')
        await store.close()
      }
    }
    expect(outcomes).toContain('cut')
  },
)
