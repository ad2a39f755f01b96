import type { AlertTable } from './alert-table.ts'
import { giveBack } from './give-back.ts'
import { type JournalEntry, unpacked } from './journal-entries.ts'
import { EVENT_COLUMNS } from './journal-format.ts'
import { type AlertLine, type EventLine, journalLines } from './journal-lines.ts'
import { takeLives } from './lives.ts'
import type { Sql } from './prepared.ts'

const INSERT = `INSERT INTO events (${EVENT_COLUMNS}, data) VALUES (${EVENT_COLUMNS.map(() => '?')}, CAST(? AS TEXT))`

/**
 * Writes entries of the journal into the tables: each event, the lives that it changes, and of each alert the last. What
 * was read of them is gone afterwards.
 */
export function writeIntoTables(sql: Sql, alertTable: AlertTable, entries: readonly JournalEntry[]): void {
  const events: EventLine[] = []
  /** What is said last of each alert. */
  const alerts = new Map<string, AlertLine>()
  const texts = entries.map(unpacked)
  for (const text of texts) {
    for (const line of journalLines(text)) {
      if (line.kind === 'event') events.push(line)
      else alerts.set(line.fingerprint, line)
    }
  }
  const insert = sql(INSERT)
  for (const event of events) insert.run(...event.columns(), event.text())
  const [first, last] = [events[0], events.at(-1)]
  if (first !== undefined && last !== undefined) takeLives(sql, first.sequence() - 1, last.sequence())
  for (const line of alerts.values()) {
    if (line.kind === 'forget') alertTable.forget(line.fingerprint)
    else alertTable.put(line.fingerprint, line.text())
  }
  giveBack(texts)
  giveBack(entries.map(({ batch }) => batch))
}
