import { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '../storage/sqlite/sqlite-storage.ts'
import type { MovedTable, SourceRow } from './tables.ts'

/** A database file that no server has open. */
export interface Source {
  readonly count: (table: MovedTable) => number
  /** All rows of a table, some at a time; the characters of their texts bound how many. */
  readonly batches: (table: MovedTable) => Iterable<readonly SourceRow[]>
  readonly ask: (text: string) => readonly SourceRow[]
  readonly close: () => void
}

const MOST_ROWS = 5_000
const MOST_CHARACTERS = 2_000_000

/**
 * Opens the file once as a server does, so that its tables are this program's and hold all that stood in the journal,
 * and then only reads it. Rejects for a file that is damaged, or of a newer program.
 */
export async function openSource(file: string, reserve: number): Promise<Source> {
  const storage = await openSqlite(file, reserve)
  try {
    while (await storage.past.fill());
  } finally {
    await storage.close()
  }
  const db = new DatabaseSync(file, { readOnly: true })
  const ask = (text: string): readonly SourceRow[] =>
    db.prepare(text).all() as unknown as readonly SourceRow[]
  if (ask('SELECT n FROM journal LIMIT 1').length > 0) {
    db.close()
    throw new Error('its disk is too full for its journal to be carried into its tables; make room there')
  }
  return {
    ask,
    count: ({ name }) => Number(ask(`SELECT count(*) AS n FROM ${name}`)[0]?.n),
    batches: function* ({ select }) {
      let rows: SourceRow[] = []
      let characters = 0
      for (const given of db.prepare(select).iterate() as Iterable<unknown>) {
        const row = given as SourceRow
        rows.push(row)
        for (const name in row) characters += typeof row[name] === 'string' ? row[name].length : 0
        if (rows.length < MOST_ROWS && characters < MOST_CHARACTERS) continue
        yield rows
        rows = []
        characters = 0
      }
      if (rows.length > 0) yield rows
    },
    close: () => db.close(),
  }
}
