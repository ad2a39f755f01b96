import type { LoggedEvent } from '@watchfloor/contract'
import type { ChainEnd } from '../audit/entry.ts'
import type { Nodes } from './nodes.ts'
import type { RecordChanges, Stored, Term } from './storage.ts'

/** What others committed since this server last looked. */
export type CaughtUp =
  | { readonly kind: 'same' }
  | {
      readonly kind: 'ahead'
      readonly events: readonly LoggedEvent[]
      /** Records that they touched, as they are now. */
      readonly records: RecordChanges
      readonly auditEnd: ChainEnd
      /** Sequence of the newest event. */
      readonly head: number
      /** All terms, the present one last, where one began that this server does not know. */
      readonly terms?: readonly Term[]
      /** By what their commits are followed (W3C Trace Context), each with the sequence that it brought the log to. */
      readonly traces?: readonly { readonly upTo: number; readonly trace: string }[]
    }
  /** What this server holds is not to be gone on from: the log turned, or too much happened. */
  | {
      readonly kind: 'anew'
      readonly stored: Stored
      /** Sequences that this server had shown and that are not kept. */
      readonly lost: number
    }

/** Why the duty changed hands: whoever had it left, or vanished, or nobody had it before. */
export type DutyChange = 'left' | 'vanished' | 'first'

/** The duty: what happens by the clock is done by one server, which the store names. */
export interface Duty {
  readonly isMine: () => boolean
  /** Answers the way to stop listening. */
  readonly onChange: (listener: (isMine: boolean, why: DutyChange) => void) => () => void
}

/** What an engine has beside, that several servers may write to. */
export interface Shared {
  /** What is new since this server's last commit. With `hold` nobody else commits until its next, or until `letGo`. */
  readonly catchUp: (options: { readonly hold: boolean }) => Promise<CaughtUp>
  readonly letGo: () => Promise<void>
  /** Forgets what was kept of old commits so that others can catch up; who is further behind reads everything anew. */
  readonly trim: () => Promise<number>
  /** Calls back when others may have committed; answers the way to stop. */
  readonly onWake: (listener: () => void) => () => void
  readonly duty: Duty
  readonly nodes: Nodes
}
