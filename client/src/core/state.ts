import type { SignedOutReason } from '../platform/credential.ts'
import type { Drop } from './drops.ts'
import type { Broken, Counts, Transport } from './freshness.ts'
import { type Ladder, ladder } from './ladder.ts'
import type { Action, BoardCause } from './messages.ts'
import type { Position } from './position.ts'
import type { ServerClock } from './server-clock.ts'
import type { Tuning } from './tuning.ts'

/** A stream that is being opened or is open. All times are monotonic milliseconds unless they say `wall`. */
export interface Link {
  readonly id: number
  readonly transport: Transport
  readonly opened_at: number
  /** The sequence it was asked to go on from. */
  readonly from: number
  /** The sequence that `prev` may name without an event: `from`, and for polls what the last one went on from. */
  readonly vouched: number
  /** When it said hello; null before. */
  readonly hello_at: number | null
  /** Why the server has it wait, as it says there; null when it does not. */
  readonly held: string | null
  readonly byte_at: number
  readonly byte_wall: number
  /** Least time before the next attempt, as the server asked. */
  readonly retry_ms: number
  /** The log's head at hello: what there is to catch up with. */
  readonly target: number
  /** Highest sequence that an event on this link carried. */
  readonly reached: number
  /** Hello did not fit what was asked for: only a reset may follow. */
  readonly expects_reset: boolean
  /** The server has said that it ends it, and that who comes again learns why. */
  readonly is_sent_away: boolean
  /** When the server was asked about this silence; null when it was not. */
  readonly asked_at: number | null
}

/** Why nothing is asked of the server any more. */
export interface Denied {
  readonly status: 401 | 403
  readonly reason: SignedOutReason
  readonly detail: string
}

/** Why the server is asked whether it is there. */
export type ProbeCause =
  /** The stream has been silent for too long. */
  | 'silence'
  /** The computer woke, the page became visible, or the network changed. */
  | 'wake'
  /** A stream could not be opened: is it the server, or only this transport? */
  | 'reach'

export interface State {
  readonly mode: 'idle' | 'running' | 'signed_out' | 'stopped'
  /** Why it is signed out, while it is. */
  readonly sign_in: Denied
  readonly next_id: number
  readonly position: Position | null
  /** Why the board must be taken before streaming on; null when it need not. */
  readonly board_cause: BoardCause | null
  readonly board: { readonly id: number; readonly by: number } | null
  readonly main: Link | null
  /** A better transport on trial, while `main` goes on. */
  readonly candidate: Link | null
  readonly probe: {
    readonly id: number
    readonly by: number
    readonly cause: ProbeCause
    readonly began: number
    readonly last: number
  } | null
  /** When the next attempt begins; null while one is under way. */
  readonly retry_at: number | null
  /** The server asked not to be called before. */
  readonly not_before: number
  readonly failures: number
  /** Repairs in a row at one sequence. */
  readonly stuck: { readonly at: number; readonly times: number }
  readonly ladder: Ladder
  readonly online: boolean
  readonly broken: { readonly hop: Broken; readonly detail: string } | null
  /** An announced restart: when it was announced, and when the server expects to be back. */
  readonly restart: { readonly at: number; readonly until: number } | null
  readonly reloaded: { readonly before: number; readonly until: number } | null
  readonly proof_at: number | null
  /** When a stream last delivered a byte, or the client started. */
  readonly stream_at: number
  /** Some stream has said hello. */
  readonly live_once: boolean
  readonly clock: ServerClock | null
  readonly not_storing: string | null
  /** Until when the server knows what happened, by its clock, while it is cut off from its store. */
  readonly as_of: number | null
  readonly drops: readonly Drop[]
  readonly counts: Counts
  /** What is shown, and since when: `since` moves when the word for it changes. */
  readonly shown: { readonly word: string; readonly since: number }
}

/** The state of a client that has not started. */
export function initial(rungs: readonly Transport[], now: number): State {
  return {
    mode: 'idle',
    sign_in: { status: 401, reason: 'none', detail: '' },
    next_id: 1,
    position: null,
    board_cause: 'start',
    board: null,
    main: null,
    candidate: null,
    probe: null,
    retry_at: null,
    not_before: 0,
    failures: 0,
    stuck: { at: -1, times: 0 },
    ladder: ladder(rungs),
    online: true,
    broken: null,
    restart: null,
    reloaded: null,
    proof_at: null,
    stream_at: now,
    live_once: false,
    clock: null,
    not_storing: null,
    as_of: null,
    drops: [],
    counts: { malformed: 0, duplicates: 0, gaps: 0, resets: 0 },
    shown: { word: 'connecting', since: now },
  }
}

/** What a step may see of the world. */
export interface World {
  /** Monotonic milliseconds. */
  readonly now: number
  /** Wall milliseconds since 1970. */
  readonly wall: number
  readonly random: () => number
  readonly tuning: Tuning
  /** The stream is narrowed by a filter. */
  readonly filtered: boolean
}

/** One step under way: a private copy of the state, changed in place until the step is done. */
export interface Turn extends World {
  readonly state: { -readonly [K in keyof State]: State[K] }
  readonly actions: Action[]
}
