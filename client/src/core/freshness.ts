import type { SignedOutReason } from '../platform/credential.ts'

/** From best to last resort. Anything below `sse` is the degraded state of the same live board. */
export const TRANSPORTS = ['sse', 'websocket', 'polling'] as const
export type Transport = (typeof TRANSPORTS)[number]

/** The hop that is broken while nothing is received. */
export type Broken =
  /** The system says that there is no network. */
  | 'no_network'
  /** Somebody else answers in the server's place: a Wi-Fi sign-in page. */
  | 'portal'
  /** The server's name is not found. */
  | 'dns'
  /** The machine answers, the server does not. */
  | 'refused'
  /** No answer in time. */
  | 'timeout'
  /** The certificate is not trusted. */
  | 'tls'
  /** There is a token, and it could be read on the way: it is not sent, and nothing else is. */
  | 'unencrypted'
  /** The connection failed and the platform does not say why (browsers). */
  | 'unreachable'
  /** The server answers with more than is read: its board, or what it sends on, is too large. */
  | 'too_large'
  /** The server answers, and is cut off from the store that it shares with others: it does not hear of what happens. */
  | 'cut_off'
  /** The server answers, but with an error or with something that is not Watchfloor's. */
  | 'server_error'

/** The last sign that the server and every hop to it were there. */
export interface Proof {
  /** Monotonic milliseconds. */
  readonly at: number
  /** The server's clock at that moment, milliseconds since 1970; null before it was ever heard. */
  readonly server_time: number | null
}

/** Connections lost against our will in the last 10 minutes; announced restarts and our own changes do not count. */
export interface Drops {
  readonly count: number
  /** Longest time without a connection among them, milliseconds. */
  readonly longest_ms: number
  /** From the third drop until 5 minutes without one (S27). */
  readonly unstable: boolean
}

/** How many of each since the start. */
export interface Counts {
  /** Frames that could not be read. */
  readonly malformed: number
  /** Events that arrived again and were not applied. */
  readonly duplicates: number
  /** Times that something was missing between two events and was asked for again. */
  readonly gaps: number
  /** Times that the server could not continue the cursor and the board was taken anew. */
  readonly resets: number
}

interface Common {
  /** Monotonic milliseconds at which this was true: another process can relate the times in here to its own clock. */
  readonly at: number
  /** When this state began, monotonic milliseconds. */
  readonly since: number
  /** Null before the first sign of life. */
  readonly proof: Proof | null
  /** This computer's clock minus the server's, milliseconds (S11 shows it over 30 s); null before it was ever heard. */
  readonly skew_ms: number | null
  readonly drops: Drops
  readonly counts: Counts
  /** Why the server cannot store anything at the moment (S13); null when it can. */
  readonly not_storing: string | null
}

/** How fresh the board is, and what is broken if it is not. Plain data, ready to cross a process. */
export type Freshness = Common &
  (
    | { readonly state: 'connecting' }
    | {
        readonly state: 'live'
        readonly transport: Transport
        /** For 60 s after the server's log could not be continued: history before this server time is not comparable. */
        readonly reloaded: { readonly before: number } | null
      }
    | {
        readonly state: 'catching_up'
        readonly transport: Transport
        readonly done: number
        readonly total: number
      }
    /** Silent for too long, or the connection was just lost: asking. Not yet known to be broken. */
    | { readonly state: 'checking' }
    /** The server announced it; `until` is monotonic milliseconds. */
    | { readonly state: 'restarting'; readonly until: number }
    /** Not receiving. `detail` is the cause in technical words. `retry_at`, monotonic milliseconds, is when it is tried again; null while trying. */
    | {
        readonly state: 'offline'
        readonly broken: Broken
        readonly detail: string
        readonly retry_at: number | null
      }
    /**
     * Without a credential that the server takes. Nothing is asked of it until the host says that there is another.
     * `status` is the answer that the server gave, or would have.
     */
    | {
        readonly state: 'signed_out'
        readonly status: 401 | 403
        readonly reason: SignedOutReason
        readonly detail: string
      }
    | { readonly state: 'stopped' }
  )
