import { type JournalEntry, linesOf } from './journal-entries.ts'

/** What a start has to know of the journal. */
export interface NewestOfJournal {
  /** Alerts as it leaves them, as they were stored; null for those that it forgets. */
  readonly alerts: ReadonlyMap<string, string | null>
  /** When something resolved, by its events, ms. */
  readonly resolved: readonly number[]
}

/** Reads entries, newest first, so that of each alert nothing is put together but what counts. */
export function newestOf(entries: Iterable<JournalEntry>): NewestOfJournal {
  const alerts = new Map<string, string | null>()
  const resolved: number[] = []
  for (const entry of entries) {
    for (const line of [...linesOf(entry)].reverse()) {
      if (line.kind === 'event') {
        if (line.values[3] === 'alert_resolved') resolved.push(line.values[5])
      } else if (!alerts.has(line.fingerprint)) {
        alerts.set(line.fingerprint, line.kind === 'put' ? textOf(line.text()) : null)
      }
    }
  }
  return { alerts, resolved }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}
