import type { EventType, Source } from '@watchfloor/contract'

/** Limits that merge or refuse what is too much; a closed set, so that it can be a label. */
export const LIMITS = [
  'reporters',
  'sources',
  'alerts',
  'texts',
  'silences',
  'board',
  'expressions',
  'requests',
] as const
export type Limit = (typeof LIMITS)[number]

/** What the core counts. */
export interface CoreMetrics {
  /** A limit was met so often. */
  readonly limited: (limit: Limit, times: number) => void
  /** Time of one commit, seconds. */
  readonly commit: (seconds: number) => void
  readonly commitFailed: () => void
  /** Alerts of one request by product (bounded set) and what came of them. */
  readonly ingested: (product: string, outcome: 'accepted' | 'rejected' | 'stale', alerts: number) => void
  /** Events were published (class A: committed and visible). */
  readonly published: (type: EventType, source: Source, events: number) => void
  /** A background task failed. */
  readonly taskFailed: (task: string) => void
  /** So many events were taken over from other servers. */
  readonly takenOver: (events: number) => void
  /** Others committed first, and a commit had to be judged again. */
  readonly overtaken: () => void
  /** Everything was read anew; so many sequences that were shown are not kept. */
  readonly turned: (lost: number) => void
  /** Somebody acted by the control socket. */
  readonly brokeGlass: (what: string) => void
}
