import { EVENT_OVERHEAD, rowsFrom } from '../storage/postgres/append-parts.ts'
import { newCommitId } from '../storage/postgres/head.ts'
import { NOW } from '../storage/postgres/nodes.ts'
import type { Ask } from '../storage/postgres/reads.ts'
import { lines } from '../storage/postgres/texts.ts'
import type { Source } from './source.ts'
import { type MovedTable, TABLES } from './tables.ts'

/** How far it is with a table: so many rows of so many. */
export type Progress = (table: MovedTable, done: number, all: number) => void

/** Copies everything, within the transaction that `ask` is in. The schema's tables are there and empty. */
export async function copy(source: Source, ask: Ask, onProgress: Progress): Promise<void> {
  for (const table of TABLES) await copyTable(source, table, ask, onProgress)
  // The servers that come need not have the key of the one that was.
  await ask(`INSERT INTO audit_keys SELECT public_key, '', ${NOW} FROM audit_checkpoint`)
  await moveHead(source, ask)
}

async function copyTable(source: Source, table: MovedTable, ask: Ask, onProgress: Progress): Promise<void> {
  const { name, columns, valuesOf } = table
  const text = `INSERT INTO ${name} (${columns.map(([column]) => column).join(', ')}) SELECT * FROM ${rowsFrom(1, columns)}`
  const all = source.count(table)
  let done = 0
  let written: Promise<unknown> = Promise.resolve()
  for (const batch of source.batches(table)) {
    const rows = batch.map(valuesOf)
    const values = columns.map((_, n) => lines(rows.map((row) => row[n] ?? null)))
    // The next batch is read while the database writes this one.
    await written
    written = ask(text, values)
    written.catch(() => undefined)
    done += batch.length
    onProgress(table, done, all)
  }
  await written
}

/** The log ends where it ended, in a term and at a place that the first server to open it finds to be no present ones. */
async function moveHead(source: Source, ask: Ask): Promise<void> {
  const [head] = source.ask('SELECT coalesce(max(sequence), 0) AS n FROM events')
  const [term] = source.ask('SELECT epoch FROM terms ORDER BY first DESC, rowid DESC LIMIT 1')
  await ask(
    `UPDATE log_head SET sequence = $1::bigint, commit_id = $2, epoch = $3, timeline = 0, system = '',
      event_bytes = (SELECT coalesce(sum(octet_length(data) + 1 + ${EVENT_OVERHEAD}), 0)::bigint FROM events)`,
    [head?.n ?? 0, newCommitId(), term?.epoch ?? ''],
  )
}
