import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { formatCursor } from '@watchfloor/contract'
import { type JournalEntry, linesOf } from './journal-entries.ts'
import { PAGE_BYTES } from './schema.ts'

export type BackedUp =
  | { readonly ok: true; readonly bytes: number; readonly cursor: string; readonly alerts: number }
  | { readonly ok: false; readonly reason: 'no_database' | 'exists' | 'failed'; readonly message: string }

/**
 * Copies a database that a server may be writing to: SQLite's `VACUUM INTO` reads one moment of it, and keeps
 * nobody from writing. The copy is checked, and has its name only when it is whole.
 */
export function backUp(database: string, to: string): BackedUp {
  if (!existsSync(database)) {
    const message = `there is no database ${database}; name the folder of the server with --data-dir`
    return { ok: false, reason: 'no_database', message }
  }
  if (existsSync(to)) {
    const message = `${to} is there already and is not written over; choose another name, or move it away`
    return { ok: false, reason: 'exists', message }
  }
  const part = `${to}.part`
  try {
    rmSync(part, { force: true })
    const source = new DatabaseSync(database, { readOnly: true })
    try {
      // The copy of a file of before has pages of today.
      source.exec(`PRAGMA busy_timeout = 10000; PRAGMA page_size = ${PAGE_BYTES}`)
      source.prepare('VACUUM INTO ?').run(part)
    } finally {
      source.close()
    }
    const facts = check(part)
    renameSync(part, to)
    keepNames(dirname(to))
    return { ok: true, bytes: statSync(to).size, ...facts }
  } catch (error) {
    rmSync(part, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, reason: 'failed', message: `${to} could not be written: ${reason}` }
  }
}

/** The names in a folder stand a loss of power, as its files do. Windows has no such call. */
function keepNames(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** What is in the copy, in its tables or not yet; throws when it is torn. */
function check(file: string): { readonly cursor: string; readonly alerts: number } {
  const copy = new DatabaseSync(file, { readOnly: true })
  try {
    const { integrity_check } = copy.prepare('PRAGMA integrity_check').get() as { integrity_check: string }
    if (integrity_check !== 'ok') throw new Error(`the copy is damaged: ${integrity_check}`)
    let last = copy.prepare('SELECT epoch, sequence FROM events ORDER BY sequence DESC LIMIT 1').get() as
      | { readonly epoch: string; readonly sequence: number }
      | undefined
    const fingerprints = new Set(
      copy
        .prepare('SELECT fingerprint FROM alerts')
        .all()
        .map((row) => row.fingerprint),
    )
    for (const entry of journalOf(copy)) {
      for (const line of linesOf(entry)) {
        if (line.kind === 'event') {
          const [sequence, epoch] = line.columns()
          last = { epoch, sequence }
        } else if (line.kind === 'put') fingerprints.add(line.fingerprint)
        else fingerprints.delete(line.fingerprint)
      }
    }
    return { cursor: last === undefined ? 'none' : formatCursor(last), alerts: fingerprints.size }
  } finally {
    copy.close()
  }
}

/** Its journal, which a file of an older program has not got, or packs nothing in. */
function journalOf(copy: DatabaseSync): Iterable<JournalEntry> {
  const columns = copy
    .prepare("SELECT name FROM pragma_table_info('journal')")
    .all()
    .map(({ name }) => name)
  if (columns.length === 0) return []
  const size = columns.includes('size') ? '' : ', NULL AS size'
  const entries: Iterable<unknown> = copy.prepare(`SELECT *${size} FROM journal ORDER BY n`).iterate()
  return entries as Iterable<JournalEntry>
}
