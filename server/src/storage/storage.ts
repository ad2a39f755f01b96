import type {
  ActivitySlice,
  BoardHealth,
  BoardSilence,
  LevelCounts,
  LoggedEvent,
  Millis,
  Scope,
  Statistics,
} from '@watchfloor/contract'
import type { CredentialRecord } from '../access/credential.ts'
import type { RevocationRecord } from '../access/revocation.ts'
import type { SessionRecord } from '../access/session.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { KeptSeverity } from '../alerts/severity-names.ts'
import type { AuditFound, AuditScan } from '../audit/audit-scan.ts'
import type { Checkpoint } from '../audit/checkpoint.ts'
import type { AuditRow, ChainEnd } from '../audit/entry.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { EventScan, Scanned } from './event-scan.ts'
import type { LifeScan, ScannedLives } from './life-scan.ts'
import type { Shared } from './shared.ts'
import type { SignIns } from './sign-ins.ts'
import type { UnreadAlerts } from './unread-alerts.ts'

/** A term of the log: one start of a writer, or of several that share a store (S16). */
export interface Term {
  readonly epoch: string
  /** Sequence of the first event that may be written in it. */
  readonly first: number
}

/** What is kept as one record for each thing. */
export type RecordKind =
  | 'alerts'
  | 'silences'
  | 'sources'
  | 'health'
  | 'credentials'
  | 'sessions'
  | 'revocations'
  | 'severities'

/** Everything that is kept, as it was at the last commit. */
export interface Stored {
  readonly alerts: readonly AlertRecord[]
  /** The other alerts, where a store was opened so that it leaves unread what it can. */
  readonly unread?: readonly UnreadAlerts[]
  readonly silences: readonly BoardSilence[]
  readonly sources: readonly SourceRecord[]
  readonly health: readonly BoardHealth[]
  readonly credentials: readonly CredentialRecord[]
  readonly sessions: readonly SessionRecord[]
  readonly revocations: readonly RevocationRecord[]
  readonly severities: readonly KeptSeverity[]
  readonly terms: readonly Term[]
  /** Sequence of the newest event; 0 when there is none. */
  readonly head: number
  /** Newest events, in order, to fill the memory window. */
  readonly recent: readonly LoggedEvent[]
  /** Lives that ended since the given midnight. */
  readonly resolvedToday: number
  /** The newest entry of the audit log. */
  readonly auditEnd: ChainEnd
  /** What was done by the control socket since the midnight before that one, newest first, as far as that is few. */
  readonly localActs: readonly AuditRow[]
}

/** One transaction: all of it is on disk, or nothing. */
export interface Changes {
  readonly events: readonly LoggedEvent[]
  readonly alerts: readonly AlertRecord[]
  readonly forgottenAlerts: readonly string[]
  readonly silences: readonly BoardSilence[]
  readonly forgottenSilences: readonly string[]
  readonly sources: readonly SourceRecord[]
  readonly forgottenSources: readonly string[]
  readonly health: readonly BoardHealth[]
  readonly forgottenHealth: readonly string[]
  readonly credentials: readonly CredentialRecord[]
  readonly forgottenCredentials: readonly string[]
  readonly revocations: readonly RevocationRecord[]
  readonly forgottenRevocations: readonly string[]
  readonly severities: readonly KeptSeverity[]
  readonly forgottenSeverities: readonly string[]
  readonly audit: readonly AuditRow[]
  /** Entries of the audit log up to this one are deleted; the checkpoint takes the place of the one before. */
  readonly auditTrim: { readonly through: number; readonly checkpoint: Checkpoint } | undefined
  readonly sessions: readonly SessionRecord[]
  readonly forgottenSessions: readonly string[]
  /** Done by the clock: kept only while this server has the duty (`NotOnDuty`). */
  readonly onDuty?: true
  /** By what the commit is followed (W3C Trace Context), where somebody follows it. */
  readonly trace?: string | undefined
}

/** What of a transaction is records. */
export type RecordChanges = Omit<Changes, 'events' | 'audit' | 'auditTrim' | 'onDuty' | 'trace'>

/** Reads of the log, which is history too: the same rows. An answer may be shorter than its limit where events are
 * very large; it is empty only where there is nothing more. */
export interface EventStore {
  readonly readAfter: (after: number, limit: number) => Promise<readonly LoggedEvent[]>
  /** Events of one alert, newest first. */
  readonly ofAlert: (fingerprint: string, limit: number) => Promise<readonly LoggedEvent[]>
  /** Looks through a part of the log, newest first; whoever wants more goes on from the last that was looked at. */
  readonly scanBefore: (scan: EventScan) => Promise<Scanned<LoggedEvent>>
  /** Sequence of the earliest event at or after a time; undefined when there is none. */
  readonly firstSince: (time: Millis) => Promise<number | undefined>
  /**
   * Deletes events and ended lives from before a time, at most so many of each; answers how many. Only what comes
   * before `firstSince` goes, so that a clock that was far behind for a while leaves no gap in what is kept. The newest
   * event stays, however old it is: the sequence goes on from it.
   */
  readonly purgeBefore: (time: Millis, limit: number) => Promise<number>
  /** Disk that is in use, bytes; what was deleted is used again first. */
  readonly usedBytes: () => Promise<number>
}

/** How much of a board is told; of more, the worst. Bytes are about those of its JSON. */
export interface BoardRoom {
  readonly alerts: number
  readonly bytes: number
}

/** What was on a board of the past. `at` is the newest event of then; undefined before the log begins. */
export interface PastEvents {
  readonly earliest: Millis | undefined
  readonly at: LoggedEvent | undefined
  /** The last event of everything, in pages that are read one by one: there may be very many. */
  readonly pages: readonly (() => readonly LoggedEvent[])[]
  /** Firing alerts that had no room. */
  readonly leftOut: LevelCounts | undefined
}

/**
 * Reads of the log that take long; none holds up a commit. `filling`: older events are still being taken in. With a
 * `scope`, nothing else is looked at.
 */
export interface PastStore {
  readonly activity: (
    from: Millis,
    to: Millis,
    slices: number,
    scope?: Scope,
  ) => Promise<readonly ActivitySlice[]>
  /** `offset`: how far the clock of the hours is ahead of UTC. */
  readonly statistics: (
    from: Millis,
    to: Millis,
    scope?: Scope,
    offset?: Millis,
  ) => Promise<Statistics | 'filling'>
  /** Looks through a part of all lives, newest first; whoever wants more goes on from the last that was looked at. */
  readonly lives: (scan: LifeScan) => Promise<ScannedLives | 'filling'>
  /** `lingers`: how long resolved alerts stay on a board, ms. */
  readonly boardAt: (
    time: Millis,
    lingers: Millis,
    most: BoardRoom,
    scope?: Scope,
  ) => Promise<PastEvents | 'filling'>
  /** How many lives ended since a time, by events up to a sequence. */
  readonly resolved: (since: Millis, upTo: number, scope: Scope) => Promise<number>
  /** Takes a few older events in; true while there are more. */
  readonly fill: () => Promise<boolean>
}

/** Reads of the audit log; none holds up a commit. */
export interface AuditStore {
  /** Entries after a sequence, in order: fewer than the limit where they are large, none where there is nothing more. */
  readonly after: (sequence: number, limit: number) => Promise<readonly AuditRow[]>
  /** Looks through a part of it, newest first; whoever wants more goes on from the last that was looked at. */
  readonly scan: (scan: AuditScan) => Promise<AuditFound>
  readonly checkpoint: () => Promise<Checkpoint | undefined>
  /** About how many bytes its texts take. */
  readonly bytes: () => Promise<number>
  /** Public keys of the servers that share the log; absent where one server has it alone. */
  readonly keys?: {
    /** This server signs with it. Answers those that were known before. */
    readonly tell: (publicKey: string, name: string) => Promise<readonly string[]>
    readonly known: () => Promise<readonly string[]>
  }
}

/** What is durable and not yet where long reads look for it. */
export interface Behind {
  readonly bytes: number
  /** Why it does not get there at the moment; undefined when it does. */
  readonly trouble: string | undefined
}

/** The durable state of one server, or of several that share it. Any engine may stand behind it that passes test/server/storage/storage-conformance.ts. */
export interface Storage {
  readonly events: EventStore
  readonly past: PastStore
  readonly audit: AuditStore
  readonly behind: () => Behind
  readonly load: (midnight: Millis, recent: number) => Promise<Stored>
  /** Answers the term that holds: a log that others write to may have one already. */
  readonly openTerm: (term: Term) => Promise<Term>
  /** Rejects with `Overtaken`, `NotOnDuty` or `Unanswered` (`commit-errors.ts`) where others write to the store, too. */
  readonly commit: (changes: Changes) => Promise<void>
  /** Absent where nobody else writes. */
  readonly shared?: Shared
  /** Where sign-ins that are half done stand for all servers; absent where one server has them in memory. */
  readonly signIns?: SignIns
  readonly close: () => Promise<void>
}
