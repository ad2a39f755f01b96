import { DatabaseSync } from 'node:sqlite'
import { isDamaged } from './damage.ts'
import { TABLED } from './journal.ts'
import { ENTRY, followsOf, type JournalEntry, linesOf } from './journal-entries.ts'

/**
 * Where an entry of the journal cannot be read, or does not go on from the one before, moves it and all after it into a
 * file of its own: the log ends before it, and nothing else of the database is lost. Answers whether that was all; if
 * not, there is damage elsewhere.
 */
export function cutJournal(file: string, aside: string): boolean {
  const db = new DatabaseSync(file)
  try {
    const n = firstUnreadable(db)
    if (n === undefined) return false
    db.prepare('ATTACH ? AS aside').run(aside)
    db.prepare('CREATE TABLE aside.journal AS SELECT * FROM main.journal WHERE n >= ?').run(n)
    db.exec('BEGIN IMMEDIATE')
    db.prepare('DELETE FROM main.journal WHERE n >= ?').run(n)
    // A term that began with what was cut never was: the next one begins earlier.
    db.exec(`DELETE FROM terms WHERE first - 1 >
      (SELECT coalesce(max(head), (SELECT max(sequence) FROM events), 0) FROM main.journal)`)
    db.exec('COMMIT')
    return true
  } catch (error) {
    // More of it is torn.
    if (isDamaged(error)) return false
    throw error
  } finally {
    db.close()
  }
}

function firstUnreadable(db: DatabaseSync): bigint | undefined {
  try {
    let head = Number(db.prepare(TABLED).get()?.head)
    const entries = db.prepare(`SELECT ${ENTRY} FROM journal ORDER BY n`)
    // Whatever stands there can be read so.
    entries.setReadBigInts(true)
    for (const row of entries.iterate() as Iterable<unknown> as Iterable<EntryInBigInts>) {
      if (!goesOn(row, head)) return row.n
      head = Number(row.head)
    }
  } catch {
    // More is damaged than what an entry says, or it is no database.
  }
  return undefined
}

type EntryInBigInts = {
  readonly [K in keyof JournalEntry]: JournalEntry[K] extends Uint8Array
    ? JournalEntry[K]
    : bigint | Extract<JournalEntry[K], null>
} & { readonly n: bigint }

/** Can it be read, and does the log go on with it from this event? */
function goesOn({ n, head, crc, size, batch }: EntryInBigInts, from: number): boolean {
  const entry: JournalEntry = {
    n: Number(n),
    head: Number(head),
    crc: Number(crc),
    size: size === null ? null : Number(size),
    batch,
  }
  try {
    return Number.isSafeInteger(entry.n) && followsOf(entry, [...linesOf(entry)]) === from
  } catch {
    return false
  }
}
