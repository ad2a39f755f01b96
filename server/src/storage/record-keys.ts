import type { RecordChanges, RecordKind } from './storage.ts'

/** What a record of each kind is known by, in memory and in every store. */
export const KEY_OF: { readonly [K in RecordKind]: (record: RecordChanges[K][number]) => string } = {
  alerts: ({ fingerprint }) => fingerprint,
  silences: ({ id }) => id,
  sources: ({ component }) => component,
  health: ({ component }) => component,
  credentials: ({ hash }) => hash,
  sessions: ({ id }) => id,
  revocations: ({ key }) => key,
  severities: ({ key }) => key,
}
