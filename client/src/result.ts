import type { Parsed } from '@watchfloor/contract'
import type { Broken } from './core/freshness.ts'

/** Why a request had no effect, or none that we know of. */
export type Reason =
  /** The server was not reached: nothing changed. */
  | 'unreachable'
  /** No answer came, or the connection broke before it did: it may have happened. */
  | 'no_answer'
  /** 401: a token is needed. */
  | 'signed_out'
  /** 403: this principal may not. */
  | 'forbidden'
  /** 404: there is no such thing. */
  | 'not_found'
  /** 409: it changed meanwhile; for an acknowledgement, that life of the alert has ended. */
  | 'conflict'
  /** Any other 4xx: the request is wrong. */
  | 'invalid'
  /** 429 or 503: later. */
  | 'busy'
  /** Any other 5xx. */
  | 'server_error'
  /** An answer that does not fit the contract. */
  | 'unreadable'
  | 'stopped'

export interface Refusal {
  readonly ok: false
  readonly reason: Reason
  /** The server's own words where it gave any. */
  readonly message: string
  /** The code of the server's error, where it gave one. */
  readonly code?: string
  /** With `unreachable` and `no_answer`: the hop that is broken, as far as the platform tells. */
  readonly hop?: Broken
  /** With `busy`: when to try again. */
  readonly retry_after_ms?: number
}

export type Result<T> = { readonly ok: true; readonly value: T } | Refusal

export interface Request<T> {
  /** GET unless given. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query below the server's address, for example `/api/v2/stats`. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Reads the answer's JSON (undefined where the body is empty); a parser made with the contract's `parser` fits. */
  readonly parse: (value: unknown) => Parsed<T>
}
