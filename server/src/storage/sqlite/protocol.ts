import type { Level } from '@watchfloor/contract'
import type { EventRow, EventValues } from './rows.ts'

/** A thing of state: its key and its JSON. */
export type KeyedRow = readonly [key: string, json: string]

export interface CommitRows {
  readonly events: readonly EventValues[]
  readonly put: Readonly<Record<StateTable, readonly KeyedRow[]>>
  readonly forget: Readonly<Record<'alerts' | 'silences', readonly string[]>>
}

export type StateTable = 'alerts' | 'silences' | 'sources' | 'health'

export interface LoadedRows {
  readonly state: Readonly<Record<Exclude<StateTable, 'alerts'>, readonly string[]>>
  readonly terms: readonly { readonly epoch: string; readonly first: number }[]
  readonly head: number
  readonly recent: readonly EventRow[]
  readonly resolvedToday: number
}

/** Calls that the writer thread answers: name to arguments and answer. */
export interface Calls {
  load: { args: { midnight: number; recent: number }; answer: LoadedRows }
  /** Alerts after a row, as they were stored, and the last one's row. */
  readAlerts: {
    args: { after: number; limit: number }
    answer: { readonly records: readonly string[]; readonly last: number }
  }
  openTerm: { args: { epoch: string; first: number }; answer: null }
  commit: { args: CommitRows; answer: null }
  readAfter: { args: { after: number; limit: number }; answer: readonly EventRow[] }
  history: { args: { fingerprint: string; limit: number }; answer: readonly EventRow[] }
  readBefore: {
    args: { before: number; limit: number; fingerprint: string | undefined }
    answer: readonly EventRow[]
  }
  /** Lives that began, counted by slices of `width` ms. */
  activity: {
    args: { from: number; to: number; width: number }
    answer: readonly { readonly slice: number; readonly level: Level; readonly n: number }[]
  }
  firstSince: { args: { time: number }; answer: number | null }
  purgeBefore: { args: { time: number; limit: number }; answer: number }
  close: { args: null; answer: null }
}

export type CallName = keyof Calls

export interface Request<N extends CallName = CallName> {
  readonly id: number
  readonly name: N
  readonly args: Calls[N]['args']
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
