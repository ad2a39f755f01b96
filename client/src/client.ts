import {
  type AcknowledgeRequest,
  type Alert,
  type BoardSnapshot,
  type Event,
  formatCursor,
  parseCursor,
  type ResolveRequest,
  type StreamFilter,
} from '@watchfloor/contract'
import { acknowledge, request, resolve, unacknowledge } from './commands.ts'
import type { Freshness } from './core/freshness.ts'
import type { BoardCause } from './core/messages.ts'
import { DEFAULT_TUNING, type Tuning } from './core/tuning.ts'
import { type AskCredential, oneToken } from './platform/credential.ts'
import type { Platform } from './platform/platform.ts'
import type { Request, Result } from './result.ts'
import { Runtime } from './runtime.ts'
import type { Connection } from './transports/connection.ts'
import { baseAddress } from './transports/endpoints.ts'

export interface ClientOptions extends Platform {
  /** The server's address, for example `https://watch.example.com`; a path in it is kept as prefix. */
  readonly url: string
  readonly token?: string | undefined
  /** Where credentials come and go: asked for one before each request, in the place of `token`. */
  readonly credential?: AskCredential | undefined
  /** Narrows the stream (S20); the board is always whole. */
  readonly filter?: StreamFilter | undefined
  /** A cursor to go on from, of a board that the caller already holds: then the board is not fetched first. */
  readonly cursor?: string | undefined
  /** Replaces everything known: at the first start, and whenever the log could not be continued. */
  readonly onBoard: (board: BoardSnapshot, cause: BoardCause) => void
  /** Events in order, each once, all those of one turn of the loop. Never empty. */
  readonly onEvents: (events: readonly Event[]) => void
  /** At every change of state, and at most once a second while only the proof of life moves. */
  readonly onFreshness: (freshness: Freshness) => void
  /** Times and limits, for tests and unusual networks. */
  readonly tuning?: Partial<Tuning> | undefined
}

export interface Client {
  /** Begins. Calling it again does nothing; a client that was stopped stays stopped. */
  start(): void
  /** Ends every connection and timer; nothing is delivered afterwards. */
  stop(): void
  /** The computer woke, or the page became visible: find out now whether the stream is still there. */
  wake(): void
  /** The system's opinion of the network. Not believed alone: a server on this machine needs no network. */
  networkChanged(online: boolean): void
  /** Used from the next request on, in the place of `token`; resumes a client that is signed out. */
  setToken(token: string | undefined): void
  /** The host has another credential than before: a client that is signed out begins again, and one that follows goes on by it. */
  credentialChanged(): void
  freshness(): Freshness
  /** Where the stream stands; undefined before the first board. Keep it with the board to resume later. */
  cursor(): string | undefined
  acknowledge(fingerprint: string, request: AcknowledgeRequest): Promise<Result<Alert>>
  unacknowledge(
    fingerprint: string,
    request: Pick<AcknowledgeRequest, 'life' | 'name'>,
  ): Promise<Result<Alert>>
  /** Ends an unconfirmed alert by hand (S5); `conflict` for any other. */
  resolve(fingerprint: string, request: ResolveRequest): Promise<Result<Alert>>
  request<T>(request: Request<T>): Promise<Result<T>>
}

/**
 * A client of one server. It does nothing before `start`, and keeps nothing running after `stop`.
 * Throws when the address is not one: the caller's mistake. A cursor that is not one only costs a fresh board.
 */
export function createClient(options: ClientOptions): Client {
  let token = options.token
  const { fetch, WebSocket, clock, timers, random, filter } = options
  const stopped = new AbortController()
  const to: Connection = {
    base: baseAddress(options.url),
    fetch,
    WebSocket,
    clock,
    timers,
    random,
    filter,
    credential: options.credential ?? oneToken(() => token),
    tuning: { ...DEFAULT_TUNING, ...options.tuning },
  }
  const cursor = options.cursor === undefined ? null : (parseCursor(options.cursor) ?? null)
  const runtime = new Runtime(to, options)
  return {
    start: () => runtime.take({ type: 'start', cursor }),
    stop: () => {
      stopped.abort()
      runtime.take({ type: 'stop' })
    },
    wake: () => runtime.take({ type: 'wake' }),
    networkChanged: (online) => runtime.take({ type: 'network', online }),
    setToken: (next) => {
      token = next
      runtime.take({ type: 'token' })
    },
    credentialChanged: () => runtime.take({ type: 'token' }),
    freshness: () => runtime.freshness(),
    cursor: () => {
      const at = runtime.cursor()
      return at && formatCursor(at)
    },
    acknowledge: (fingerprint, body) => acknowledge(to, fingerprint, body, stopped.signal),
    unacknowledge: (fingerprint, body) => unacknowledge(to, fingerprint, body, stopped.signal),
    resolve: (fingerprint, body) => resolve(to, fingerprint, body, stopped.signal),
    request: (what) => request(to, what, stopped.signal),
  }
}
