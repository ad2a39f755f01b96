import type { Sql } from './prepared.ts'
import type { CommitRows, LoadedRows, StateTable } from './protocol.ts'

/** The column that each is found by. */
const KEY_COLUMNS: Readonly<Record<StateTable, string>> = {
  silences: 'id',
  sources: 'component',
  health: 'component',
  credentials: 'hash',
  sessions: 'id',
  revocations: 'key',
  severities: 'key',
}

/** Everything in them, as it was stored. */
export function stateRecords(sql: Sql): LoadedRows['state'] {
  const recordsOf = (table: string): readonly string[] =>
    sql(`SELECT record FROM ${table}`)
      .all()
      .map((row) => row.record as string)
  return Object.fromEntries(
    Object.keys(KEY_COLUMNS).map((table) => [table, recordsOf(table)]),
  ) as unknown as LoadedRows['state']
}

/** Part of a commit. */
export function writeState(sql: Sql, { put, forget }: Pick<CommitRows, 'put' | 'forget'>): void {
  for (const [table, rows] of tablesOf(put)) {
    const insert = sql(`INSERT INTO ${table} (${KEY_COLUMNS[table]}, record) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET record = excluded.record`)
    for (const [key, json] of rows) insert.run(key, json)
  }
  for (const [table, keys] of tablesOf(forget)) {
    const remove = sql(`DELETE FROM ${table} WHERE ${KEY_COLUMNS[table]} = ?`)
    for (const key of keys) remove.run(key)
  }
}

function tablesOf<T>(
  rows: Readonly<Partial<Record<StateTable, readonly T[]>>>,
): [StateTable, readonly T[]][] {
  return Object.entries(rows) as [StateTable, readonly T[]][]
}
