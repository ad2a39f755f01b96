import { formatTime, type Millis } from '@watchfloor/contract'

/** How long and how much is kept (S17). */
export interface Retention {
  /** How long cursors stay readable. */
  readonly cursors: Millis
  readonly history: Millis
  /** How long a source that holds no alert is remembered after it was last heard. */
  readonly sources: Millis
  /** Room on disk that the whole store may take before history is cut short. */
  readonly history_bytes: number
  /** How long the audit log is kept, and how much of it. */
  readonly audit: Millis
  readonly audit_bytes: number
}

/** The midnight (UTC) before a time. */
export function midnightBefore(now: number): number {
  return Date.parse(`${formatTime(now).slice(0, 10)}T00:00:00Z`)
}
