import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** A statement by its text. */
export type Sql = (text: string) => StatementSync

/** Prepares each statement once. */
export function prepared(db: DatabaseSync): Sql {
  const known = new Map<string, StatementSync>()
  return (text) => {
    const statement = known.get(text) ?? db.prepare(text)
    known.set(text, statement)
    return statement
  }
}
