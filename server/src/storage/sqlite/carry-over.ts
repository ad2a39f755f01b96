import type { AlertTable } from './alert-table.ts'
import { giveBack } from './give-back.ts'
import { type JournalEntry, unpacked } from './journal-entries.ts'
import { EVENT_COLUMNS } from './journal-format.ts'
import { journalLines } from './journal-lines.ts'
import { takeLives } from './lives.ts'
import type { Sql } from './prepared.ts'

const INSERT = `INSERT INTO events (${EVENT_COLUMNS}, data) VALUES (${EVENT_COLUMNS.map(() => '?')}, CAST(? AS TEXT))`

/**
 * Writes entries of the journal into the tables: each event, the lives that it changes, and of each alert the last. What
 * was read of them is gone afterwards.
 */
export function writeIntoTables(sql: Sql, alertTable: AlertTable, entries: readonly JournalEntry[]): void {
  const insert = sql(INSERT)
  /** What is written last of each alert; undefined when it is forgotten. */
  const alerts = new Map<string, Uint8Array | undefined>()
  let first: number | undefined
  let last = 0
  const texts: Uint8Array<ArrayBuffer>[] = []
  for (const entry of entries) {
    const text = unpacked(entry)
    texts.push(text)
    for (const line of journalLines(text)) {
      if (line.kind !== 'event') alerts.set(line.fingerprint, line.kind === 'put' ? line.text() : undefined)
      else {
        const columns = line.columns()
        insert.run(...columns, line.text())
        last = columns[0]
        first ??= last
      }
    }
  }
  if (first !== undefined) takeLives(sql, first - 1, last)
  for (const [fingerprint, text] of alerts) {
    if (text === undefined) alertTable.forget(fingerprint)
    else alertTable.put(fingerprint, text)
  }
  giveBack(texts)
  giveBack(entries.map(({ batch }) => batch))
}
