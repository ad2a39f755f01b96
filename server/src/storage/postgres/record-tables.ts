import { KEY_OF } from '../record-keys.ts'
import type { RecordChanges, RecordKind } from '../storage.ts'
import { fromStoredAlert, toStoredAlert } from '../stored-alert.ts'

/** One of the tables that hold a record for each thing. */
export interface RecordTable {
  readonly table: RecordKind
  /** Names the table before a key, in the list of what a commit touched. */
  readonly letter: string
  /** What is to be written: by key, the last of each, as text. */
  readonly written: (changes: RecordChanges) => Map<string, string>
  readonly forgotten: `forgotten${Capitalize<RecordKind>}`
  readonly read: (text: string) => unknown
}

export const RECORD_TABLES: readonly RecordTable[] = [
  tableOf('alerts', 'a', 'forgottenAlerts', toStoredAlert, fromStoredAlert),
  tableOf('silences', 's', 'forgottenSilences'),
  tableOf('sources', 'o', 'forgottenSources'),
  tableOf('health', 'h', 'forgottenHealth'),
  tableOf('credentials', 'c', 'forgottenCredentials'),
  tableOf('sessions', 'n', 'forgottenSessions'),
  tableOf('revocations', 'r', 'forgottenRevocations'),
  tableOf('severities', 'v', 'forgottenSeverities'),
]

function tableOf<K extends RecordKind>(
  table: K,
  letter: string,
  forgotten: `forgotten${Capitalize<K>}`,
  write: (item: RecordChanges[K][number]) => string = JSON.stringify,
  read: (text: string) => unknown = JSON.parse,
): RecordTable {
  return {
    table,
    letter,
    forgotten: forgotten as RecordTable['forgotten'],
    written: (changes) => {
      const items: readonly RecordChanges[K][number][] = changes[table]
      // The last of a key, and nothing where it is forgotten: one statement does one thing to a row.
      const last = new Map(items.map((item) => [KEY_OF[table](item), item]))
      for (const key of changes[forgotten as RecordTable['forgotten']]) last.delete(key)
      return new Map(Array.from(last, ([key, item]) => [key, write(item)]))
    },
    read,
  }
}
