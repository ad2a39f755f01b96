import type { AdministratorState } from './administered.ts'
import type { Settings } from './settings.ts'
import type { UpdateState } from './update-state.ts'

/** Where the token is. `memory`: until this app quits, because the system has no safe store. */
export type TokenPlace = 'none' | 'stored' | 'memory'

/** Is somebody signing in by the system's browser? */
export type SigningIn =
  | { readonly state: 'no' }
  /** The browser is open; until then it is waited for (RFC 3339). */
  | { readonly state: 'waiting'; readonly until: string }
  /** It came to nothing, and why. */
  | { readonly state: 'failed'; readonly message: string }

/** Can this computer show notifications? */
export interface NotificationState {
  readonly is_supported: boolean
  /** The last one that was asked for: was it shown? Null before the first. */
  readonly last: {
    readonly at: string
    readonly outcome: 'asked' | 'shown' | 'failed'
    readonly error?: string
  } | null
}

/** What the desktop app knows of itself; sent whole whenever it changes. */
export interface DeskState {
  readonly version: string
  readonly platform: string
  /** The person's name on this computer, to be proposed as display name. */
  readonly account: string
  readonly settings: Settings
  /** Null where there is none. */
  readonly administrator: AdministratorState | null
  readonly token: TokenPlace
  readonly signing_in: SigningIn
  readonly notifications: NotificationState
  /** Rows of the inbox that were shown and not yet read. */
  readonly unread: number
  readonly update: UpdateState
  /** Something this app could not do in the background, for example save its settings; null when all is well. */
  readonly trouble: string | null
}

/** A server that this desk has joined by a link. */
export interface Joined {
  /** What it calls itself. */
  readonly name: string
  /** How it would sign this desk in, where this version of the app does not know the way. */
  readonly unknown_credential: string | null
}

/** What asking a server for its facts told (step 1 of the first start). */
export interface ServerFacts {
  readonly address: string
  readonly latency_ms: number
  /** Null when the server does not tell whoever asks. */
  readonly version: string | null
  readonly firing: number
  readonly critical: number
  readonly sources: number
  /** It says no more before it knows who asks: the counts are none. */
  readonly asks_who: boolean
}
