import type { LevelCounts, Scope, Statistics } from '@watchfloor/contract'
import type { AuditFound, AuditScan } from '../../audit/audit-scan.ts'
import type { Checkpoint } from '../../audit/checkpoint.ts'
import type { AuditRow, ChainEnd } from '../../audit/entry.ts'
import type { SliceCount } from '../activity.ts'
import type { EventRow } from '../event-row.ts'
import type { EventScan, Scanned } from '../event-scan.ts'
import type { LifeScan, ScannedLives } from '../life-scan.ts'
import type { BoardRoom, Changes, RecordKind } from '../storage.ts'
import type { AlertPage } from './alert-pages.ts'
import type { JournalBatch } from './journal-batch.ts'

/** A thing of state: its key and its JSON. */
export type KeyedRow = readonly [key: string, json: string]

export interface CommitRows extends Pick<Changes, 'audit' | 'auditTrim'> {
  /** Events and alerts, for the journal; undefined when there are none. */
  readonly batch: JournalBatch | undefined
  /** By table; most commits have none. */
  readonly put: Readonly<Partial<Record<StateTable, readonly KeyedRow[]>>>
  readonly forget: Readonly<Partial<Record<StateTable, readonly string[]>>>
}

/** What is written at once into a table of its own, because it is little. */
export type StateTable = Exclude<RecordKind, 'alerts'>

export interface LoadedRows {
  readonly state: Readonly<Record<StateTable, readonly string[]>>
  readonly terms: readonly { readonly epoch: string; readonly first: number }[]
  readonly head: number
  /** Events in order, as lines of the journal. */
  readonly recent: Uint8Array
  readonly resolvedToday: number
  readonly auditEnd: ChainEnd
  readonly localActs: readonly AuditRow[]
}

/** Calls that the writer thread answers: name to arguments and answer. */
export type WriterCalls = {
  load: { args: { midnight: number; recent: number }; answer: LoadedRows }
  /** A page of all alerts, the first or that after the last; empty when there are no more. */
  readAlerts: { args: { isFirst: boolean; limit: number }; answer: AlertPage }
  /**
   * Carries a piece of the journal over into the tables, if anything up to an entry, or to the newest, still stands in
   * it. Answers which entry that is, and how many bytes are still to be carried over.
   */
  carryOver: {
    args: { upTo: number | undefined }
    answer: { readonly upTo: number; readonly isDone: boolean; readonly bytes: number }
  }
  openTerm: { args: { epoch: string; first: number }; answer: null }
  /** Answers how many bytes stand in the journal, and how many of its own it wrote there. */
  commit: { args: CommitRows; answer: { readonly behind: number; readonly wrote: number } }
  readAfter: { args: { after: number; limit: number }; answer: readonly EventRow[] }
  firstSince: { args: { time: number }; answer: number | null }
  purgeBefore: { args: { time: number; limit: number }; answer: number }
  usedBytes: { args: null; answer: number }
  /** Takes older events into the table of lives; true while there are more. */
  backfill: { args: { limit: number }; answer: boolean }
  /** Puts what is left of the write-ahead log into the file, after which the log begins anew. */
  checkpoint: { args: null; answer: null }
  close: { args: null | 'as it is'; answer: null }
}

/** Calls that the reading threads answer. Null: older events are still being taken in. */
export type ReaderCalls = {
  ofAlert: { args: { fingerprint: string; limit: number }; answer: readonly EventRow[] }
  scanBefore: { args: EventScan; answer: Scanned<EventRow> }
  auditAfter: { args: { sequence: number; limit: number }; answer: readonly AuditRow[] }
  auditScan: { args: AuditScan; answer: AuditFound }
  auditCheckpoint: { args: null; answer: Checkpoint | null }
  auditBytes: { args: null; answer: number }
  /** Lives that began, counted by slices of `width` ms. */
  timeline: {
    args: { from: number; to: number; width: number; scope?: Scope | undefined }
    answer: readonly SliceCount[]
  }
  /** Lives that ended since a time, by events up to a sequence. */
  resolved: { args: { since: number; upTo: number; scope: Scope }; answer: number }
  /** `offset`: how far the clock of its hours is ahead of UTC, ms. */
  statistics: {
    args: { from: number; to: number; offset: number; scope?: Scope | undefined }
    answer: Statistics | null
  }
  /** Lives, newest first. */
  lives: { args: LifeScan; answer: ScannedLives | null }
  /** Last events of what was on the board; resolved alerts stay for `lingers` ms. `at` is the newest event of then. */
  boardAt: {
    args: {
      time: number
      lingers: number
      most: BoardRoom
      scope?: Scope | undefined
    }
    answer: {
      readonly earliest: number | null
      readonly at: EventRow | null
      /** Lists of rows in JSON, their data as JSON within, each short enough to be read in one go. */
      readonly pages: readonly string[]
      readonly leftOut: LevelCounts | null
    } | null
  }
  close: { args: null; answer: null }
}

/** Calls that the thread for checkpoints answers. */
export type CheckpointCalls = {
  /** Puts the write-ahead log into the file while others write. */
  checkpoint: { args: null; answer: null }
  close: { args: null; answer: null }
}

/** What a thread can be asked: name to arguments and answer. */
export type Api = Readonly<Record<string, { readonly args: unknown; readonly answer: unknown }>>

/** What a thread is started with. */
export interface ThreadData {
  readonly file: string
  /** Bytes that are kept free on the disk for bad days. */
  readonly reserve: number
}

export interface Request {
  readonly id: number
  readonly name: string
  readonly args: unknown
}

export type Response =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly error: string
      /** The file itself is broken. */
      readonly damaged?: boolean
    }
