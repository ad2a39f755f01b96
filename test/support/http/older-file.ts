import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from '../../../server/src/storage/sqlite/schema.ts'

/** Writes what an earlier version would have left of today's file: its tables, and its number. */
export function writeAsOfVersion(file: string, older: string, version: number): void {
  const db = new DatabaseSync(file)
  const old = new DatabaseSync(older)
  for (const migration of MIGRATIONS.slice(0, version)) old.exec(migration)
  old.exec(`PRAGMA user_version = ${version}; PRAGMA journal_mode = WAL`)
  const tables = old.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  )
  for (const { name: table } of tables.all()) {
    const rows = db.prepare(`SELECT * FROM ${table}`).all()
    const columns = old.prepare('SELECT name FROM pragma_table_info(?)').all(table as string)
    const names = columns.map(({ name }) => name as string)
    const insert = old.prepare(
      `INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`,
    )
    for (const row of rows) insert.run(...names.map((name) => row[name] as string))
  }
  db.close()
  old.close()
}
