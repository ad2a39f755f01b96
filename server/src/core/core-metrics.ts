import type { EventType, Source } from '@watchfloor/contract'

/** What the core counts. */
export interface CoreMetrics {
  /** Time of one commit, seconds. */
  readonly commit: (seconds: number) => void
  readonly commitFailed: () => void
  /** Alerts of one request by product (bounded set) and what came of them. */
  readonly ingested: (product: string, outcome: 'accepted' | 'rejected' | 'stale', alerts: number) => void
  /** An event was published (class A: committed and visible). */
  readonly published: (type: EventType, source: Source) => void
  /** A background task failed. */
  readonly taskFailed: (task: string) => void
}
