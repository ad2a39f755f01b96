import type { BoardSnapshot, Cursor, Event, ResetReason } from '@watchfloor/contract'
import type { SignedOutReason } from '../platform/credential.ts'
import type { Broken, Transport } from './freshness.ts'

/** How a connection or a request ended. `detail` is for people who look for the cause. */
export type Lost = { readonly detail: string } & (
  | { readonly how: 'ended' }
  | { readonly how: 'broken'; readonly hop: Broken }
  | { readonly how: 'status'; readonly status: number; readonly retry_after_ms: number | null }
  /** The host has no credential. */
  | { readonly how: 'signed_out'; readonly reason: SignedOutReason }
  /** A WebSocket's close code. */
  | { readonly how: 'closed'; readonly code: number }
)

/** Where the server says that it stands. */
export interface Report {
  readonly cursor: Cursor
  readonly head: Cursor
  /** Milliseconds since 1970. */
  readonly server_time: number
  readonly not_storing: string | null
  /** Until when it knows what happened, milliseconds since 1970, while it is cut off from its store. */
  readonly as_of: number | null
}

/** What a transport delivers, the same whichever it is. */
export type Frame =
  | ({ readonly type: 'hello'; readonly retry_ms: number } & Report)
  | ({ readonly type: 'heartbeat' } & Report)
  | { readonly type: 'reset'; readonly reason: ResetReason }
  | { readonly type: 'drain'; readonly retry_ms: number }
  | { readonly type: 'retry'; readonly retry_ms: number }
  /** Whom the server knows the stream by ends soon. */
  | { readonly type: 'expiring' }
  /** The server ends the stream for want of a credential, or because it is another's now; whoever comes again learns more. */
  | { readonly type: 'farewell' }
  /** The server holds the stream, and says why: it starts, goes away, or is full. */
  | { readonly type: 'wait'; readonly why: string }
  | { readonly type: 'event'; readonly event: Event }
  /** An event of a type that this client is too old to know: it has a place in the order, nothing more. */
  | { readonly type: 'unknown'; readonly cursor: Cursor; readonly prev: number }
  /** `gap` when it may have been an event, which is then asked for again. */
  | { readonly type: 'malformed'; readonly gap: boolean; readonly detail: string }

/** Why a board was taken: the first one, what the server said, or `repair`, because the stream did not add up. */
export type BoardCause = 'start' | 'repair' | ResetReason

export type Input =
  | { readonly type: 'start'; readonly cursor: Cursor | null }
  | { readonly type: 'stop' }
  /** Bytes came in; they need not complete a frame. */
  | { readonly type: 'received'; readonly link: number; readonly frames: readonly Frame[] }
  | { readonly type: 'lost'; readonly link: number; readonly lost: Lost }
  | {
      readonly type: 'board'
      readonly link: number
      readonly board: BoardSnapshot
      readonly cursor: Cursor
      readonly server_time: number
    }
  /** The answer to a probe: the server's time, and whether it holds events that have not arrived. */
  | { readonly type: 'alive'; readonly link: number; readonly server_time: number; readonly behind: boolean }
  | { readonly type: 'tick' }
  | { readonly type: 'wake' }
  | { readonly type: 'network'; readonly online: boolean }
  | { readonly type: 'token' }

export type Action =
  | { readonly type: 'open'; readonly link: number; readonly transport: Transport; readonly cursor: Cursor }
  | { readonly type: 'fetch_board'; readonly link: number }
  | { readonly type: 'probe'; readonly link: number; readonly cursor: Cursor | null }
  | { readonly type: 'close'; readonly link: number }
  /** Asks the host for a newer credential than the one that ends soon; it comes as `token`. */
  | { readonly type: 'renew' }
  /** Tells the server of it on this link, which goes on as it is. */
  | { readonly type: 'authenticate'; readonly link: number }
  | { readonly type: 'deliver'; readonly events: readonly Event[] }
  | { readonly type: 'replace'; readonly board: BoardSnapshot; readonly cause: BoardCause }
