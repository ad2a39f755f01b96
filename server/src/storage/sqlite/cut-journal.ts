import { DatabaseSync } from 'node:sqlite'
import { isDamaged } from './damage.ts'
import { ENTRY, type JournalEntry, linesOf } from './journal-entries.ts'

/**
 * Where an entry of the journal cannot be read, moves it and all after it into a file of its own: the log ends before
 * it, and nothing else of the database is lost. Answers whether that was all; if not, there is damage elsewhere.
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

function firstUnreadable(db: DatabaseSync): number | undefined {
  try {
    const entries: Iterable<unknown> = db.prepare(`SELECT ${ENTRY} FROM journal ORDER BY n`).iterate()
    for (const entry of entries as Iterable<JournalEntry>) if (!isReadable(entry)) return entry.n
  } catch {
    // More is damaged than what an entry says, or it is no database.
  }
  return undefined
}

function isReadable(entry: JournalEntry): boolean {
  try {
    for (const _ of linesOf(entry));
    return true
  } catch {
    return false
  }
}
