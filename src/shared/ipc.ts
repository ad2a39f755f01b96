import {
  AcknowledgeRequest,
  type Alert,
  type BoardAlert,
  type BoardSnapshot,
  type Event,
  Fingerprint,
  Invitation,
  ResolveRequest,
} from '@watchfloor/contract'
import Type, { type Static, type TSchema } from 'typebox'
import type { BridgeResult } from './bridge.ts'
import type { CallName, PushName } from './channels.ts'
import type { DeskState, Joined, ServerFacts, TokenPlace } from './desk-state.ts'
import { AlertLife, type InboxPage, type InboxRow } from './inbox.ts'
import { type Settings, SettingsChange } from './settings.ts'
import type { UpdateState } from './update-state.ts'

const strict = { additionalProperties: false } as const
const Nothing = Type.Object({}, strict)
const Address = Type.String({ minLength: 1, maxLength: 2_048 })
const Token = Type.String({ minLength: 1, maxLength: 8_192 })

/** What each call carries; main refuses anything else. */
export const INPUTS = {
  start: Nothing,
  /** Where the page's board stands; null before it has one. */
  since: Type.Object({ cursor: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]) }, strict),
  acknowledge: Type.Object({ fingerprint: Fingerprint, request: AcknowledgeRequest }, strict),
  unacknowledge: Type.Object(
    { fingerprint: Fingerprint, request: Type.Pick(AcknowledgeRequest, ['life', 'name']) },
    strict,
  ),
  resolve: Type.Object({ fingerprint: Fingerprint, request: ResolveRequest }, strict),
  request: Type.Object(
    {
      method: Type.Optional(Type.Enum(['GET', 'POST', 'PUT', 'DELETE'])),
      /** Main sends it only when it stays there once it is resolved. */
      path: Type.String({ pattern: '^/api/v2/', maxLength: 16_384 }),
      body: Type.Optional(Type.Unknown()),
    },
    strict,
  ),
  testServer: Type.Object({ address: Address, token: Type.Optional(Token) }, strict),
  /** `replaces`: the server that the person was told it takes the place of; null is none. */
  join: Type.Object({ invitation: Invitation, replaces: Type.Union([Address, Type.Null()]) }, strict),
  changeSettings: SettingsChange,
  /** Null forgets it. */
  setToken: Type.Object({ token: Type.Union([Token, Type.Null()]) }, strict),
  signIn: Nothing,
  stopSigningIn: Nothing,
  signOut: Nothing,
  /** `before` is the id of the last row that the page has; null from the newest. */
  inbox: Type.Object(
    {
      before: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
      limit: Type.Integer({ minimum: 1, maximum: 500 }),
    },
    strict,
  ),
  /** Marks rows as read: these, or all. */
  readInbox: Type.Object(
    { ids: Type.Union([Type.Array(Type.String({ maxLength: 64 }), { maxItems: 500 }), Type.Literal('all')]) },
    strict,
  ),
  /** Rows of these lives were in sight for 2 s in a focused window (S26). */
  seen: Type.Object({ alerts: Type.Array(AlertLife, { maxItems: 500 }) }, strict),
  testNotification: Nothing,
  makeReport: Type.Object({ with_alerts: Type.Boolean() }, strict),
  saveHandover: Type.Object({ text: Type.String({ minLength: 1, maxLength: 2_000_000 }) }, strict),
  lookForUpdate: Nothing,
  /** Restarts the app with what is ready, unless something speaks against it. */
  installUpdate: Nothing,
} as const satisfies Record<CallName, TSchema>

export type CallInput<Name extends CallName> = Readonly<Static<(typeof INPUTS)[Name]>>

/** Begins the pushes; the board follows as pieces. */
export interface StartAnswer {
  readonly desk: DeskState
  /** Where the page was asked to go before it was there, for example by a deep link: a hash such as `#/inbox`. */
  readonly goTo: string | null
}

/** Either the events after the cursor, or the whole board again, which then follows as pieces. */
export type SinceAnswer =
  | { readonly kind: 'events'; readonly push: number; readonly events: readonly Event[] }
  | { readonly kind: 'board'; readonly push: number }

/** What each call is answered with. `Refusal` is the client's, which this contract does not import. */
export interface CallAnswers<Refusal extends { readonly ok: false }> {
  readonly start: BridgeResult<StartAnswer, Refusal>
  readonly since: BridgeResult<SinceAnswer, Refusal>
  readonly acknowledge: BridgeResult<Alert, Refusal>
  readonly unacknowledge: BridgeResult<Alert, Refusal>
  readonly resolve: BridgeResult<Alert, Refusal>
  readonly request: BridgeResult<unknown, Refusal>
  readonly testServer: BridgeResult<ServerFacts, Refusal>
  readonly join: BridgeResult<Joined, Refusal>
  readonly changeSettings: BridgeResult<Settings, Refusal>
  readonly setToken: BridgeResult<TokenPlace, Refusal>
  readonly signIn: BridgeResult<null, Refusal>
  readonly stopSigningIn: BridgeResult<null, Refusal>
  readonly signOut: BridgeResult<null, Refusal>
  readonly inbox: BridgeResult<InboxPage, Refusal>
  readonly readInbox: BridgeResult<null, Refusal>
  readonly seen: BridgeResult<null, Refusal>
  /** The row of the notification that was asked for; what becomes of it comes as `inboxRows`. */
  readonly testNotification: BridgeResult<InboxRow, Refusal>
  /** Its folder, which is also shown. */
  readonly makeReport: BridgeResult<string, Refusal>
  /** Its file; the folder is also shown. */
  readonly saveHandover: BridgeResult<string, Refusal>
  readonly lookForUpdate: BridgeResult<UpdateState, Refusal>
  readonly installUpdate: BridgeResult<UpdateState, Refusal>
}

/**
 * A piece of what the board is made of. `push` counts up by one; the page that misses a number asks `since`.
 * A board comes in pieces of at most a few hundred alerts, so that neither side stands still: first the snapshot with
 * its first alerts, then the others, until `more` is false.
 */
export type LivePiece<Freshness> = { readonly push: number } & (
  | {
      readonly kind: 'board'
      readonly board: BoardSnapshot
      /** When it was last known to be true, if it is the copy on disk; null when the server sent it (RFC 3339). */
      readonly saved_at: string | null
      readonly more: boolean
    }
  | { readonly kind: 'alerts'; readonly alerts: readonly BoardAlert[]; readonly more: boolean }
  | { readonly kind: 'events'; readonly events: readonly Event[] }
  | { readonly kind: 'freshness'; readonly freshness: Freshness; readonly server: string | null }
)

/** What each push carries. */
export interface PushData<Freshness> {
  readonly live: LivePiece<Freshness>
  readonly desk: DeskState
  /** Rows that are new or changed. */
  readonly inboxRows: readonly InboxRow[]
  /** A hash to go to. */
  readonly goTo: string
}

/** What main must answer, in `src/main/ipc/page-handlers.ts`; a missing handler does not compile. */
export type CallHandlers<Refusal extends { readonly ok: false }> = {
  readonly [Name in keyof CallAnswers<Refusal>]: (
    input: CallInput<Name>,
  ) => Promise<CallAnswers<Refusal>[Name]>
}

type Pushed<Name extends PushName, Freshness> = PushData<Freshness>[Name]

/** `window.watchfloor` in the desktop app: every call, and below `on` every push, which answers how to end it. */
export type DesktopApi<Freshness, Refusal extends { readonly ok: false }> = CallHandlers<Refusal> & {
  readonly on: {
    readonly [Name in keyof PushData<Freshness>]: (
      listener: (data: Pushed<Name, Freshness>) => void,
    ) => () => void
  }
}
