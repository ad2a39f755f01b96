import { KEY_OF } from '../record-keys.ts'
import type { Changes } from '../storage.ts'
import { journalBatch } from './journal-batch.ts'
import type { CommitRows, KeyedRow, StateTable } from './protocol.ts'

/** What the thread that writes is handed of a transaction. */
export function commitRows(changes: Changes): CommitRows {
  const rows = <T>(items: readonly T[], key: (item: T) => string): KeyedRow[] =>
    items.map((item) => [key(item), JSON.stringify(item)])
  return {
    batch: journalBatch(changes),
    audit: changes.audit,
    auditTrim: changes.auditTrim,
    put: ofSome({
      silences: rows(changes.silences, KEY_OF.silences),
      sources: rows(changes.sources, KEY_OF.sources),
      health: rows(changes.health, KEY_OF.health),
      credentials: rows(changes.credentials, KEY_OF.credentials),
      sessions: rows(changes.sessions, KEY_OF.sessions),
      revocations: rows(changes.revocations, KEY_OF.revocations),
      severities: rows(changes.severities, KEY_OF.severities),
    }),
    forget: ofSome({
      silences: changes.forgottenSilences,
      sources: changes.forgottenSources,
      health: changes.forgottenHealth,
      credentials: changes.forgottenCredentials,
      sessions: changes.forgottenSessions,
      revocations: changes.forgottenRevocations,
      severities: changes.forgottenSeverities,
    }),
  }
}

/** Only those tables that have something: to the thread, an empty list costs as much as a row. */
function ofSome<T>(
  tables: Readonly<Record<StateTable, readonly T[]>>,
): Partial<Record<StateTable, readonly T[]>> {
  const some: Partial<Record<StateTable, readonly T[]>> = {}
  for (const table in tables) {
    const list = tables[table as StateTable]
    if (list.length > 0) some[table as StateTable] = list
  }
  return some
}
