import type {
  AcknowledgeRequest,
  Alert,
  BoardSnapshot,
  Event,
  Invitation,
  ResolveRequest,
} from '@watchfloor/contract'
import type { DeskState, Joined, ServerFacts, TokenPlace } from './desk-state.ts'
import type { AlertLife, InboxPage, InboxRow } from './inbox.ts'
import type { Settings, SettingsChange } from './settings.ts'
import type { UpdateState } from './update-state.ts'

/** What a bridge delivers. Everything is plain data: it may have crossed a process. */
export interface BridgeListener<Freshness> {
  /** Replaces everything known. `saved_at` (RFC 3339) when it is a copy that was kept on this computer. */
  readonly onBoard: (board: BoardSnapshot, saved_at?: string | null) => void
  /**
   * A first look at a board over a slow line: its worst alerts, the others counted in `left_out`. The whole board comes
   * as soon as it is there, and nothing else before it.
   */
  readonly onFirst?: (board: BoardSnapshot) => void
  /** Events in order, each once; never empty. */
  readonly onEvents: (events: readonly Event[]) => void
  readonly onFreshness: (freshness: Freshness) => void
}

/** A request below `/api/v2/`, answered with the parsed JSON; its reader checks the shape. */
export interface BridgeRequest {
  /** GET unless given. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query below the server's address, for example `/api/v2/stats`. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
}

/** A value, or why a request had no effect. */
export type BridgeResult<T, Refusal> = { readonly ok: true; readonly value: T } | Refusal

/** What only the desktop app has: its settings, its notifications, and what it told this person. */
export interface DesktopOnly<Refusal> {
  /** As it was when the page began; `onDesk` tells of every change. */
  readonly desk: DeskState
  onDesk(listener: (desk: DeskState) => void): () => void
  /** Somewhere to go: a hash such as `#/alert/…`, from a notification, the tray or a link. */
  onGoTo(listener: (hash: string) => void): () => void
  onInboxRows(listener: (rows: readonly InboxRow[]) => void): () => void
  inbox(before: string | null, limit: number): Promise<BridgeResult<InboxPage, Refusal>>
  readInbox(ids: readonly string[] | 'all'): Promise<BridgeResult<null, Refusal>>
  seen(alerts: readonly AlertLife[]): Promise<BridgeResult<null, Refusal>>
  testServer(address: string, token?: string): Promise<BridgeResult<ServerFacts, Refusal>>
  /** Follows a join link. `replaces`: the server that the person was told it takes the place of. */
  join(invitation: Invitation, replaces: string | null): Promise<BridgeResult<Joined, Refusal>>
  changeSettings(change: SettingsChange): Promise<BridgeResult<Settings, Refusal>>
  setToken(token: string | null): Promise<BridgeResult<TokenPlace, Refusal>>
  /** Opens the system's browser, in which the person signs in; `desk.signing_in` tells what becomes of it. */
  signIn(): Promise<BridgeResult<null, Refusal>>
  stopSigningIn(): Promise<BridgeResult<null, Refusal>>
  /** Ends it at the server as well, and forgets what was kept of it. */
  signOut(): Promise<BridgeResult<null, Refusal>>
  testNotification(): Promise<BridgeResult<InboxRow, Refusal>>
  /** A folder of files for whoever helps, without secrets; with the alerts' labels only if asked. */
  makeReport(withAlerts: boolean): Promise<BridgeResult<string, Refusal>>
  /** Keeps the digest of a shift as a file; answers where. */
  saveHandover(text: string): Promise<BridgeResult<string, Refusal>>
  lookForUpdate(): Promise<BridgeResult<UpdateState, Refusal>>
  /** Restarts the app with what is ready; answers what speaks against it. */
  installUpdate(): Promise<BridgeResult<UpdateState, Refusal>>
}

/**
 * The board's only way to the world. The desktop app builds one on `window.watchfloor`; in a browser the page
 * runs the client itself. `Freshness` and `Refusal` are the client's, which this contract does not import.
 */
export interface Bridge<Freshness, Refusal extends { readonly ok: false }> {
  readonly kind: 'desktop' | 'browser'
  /** The server's address as people know it, for example `https://watch.example.com`. */
  readonly server: string
  /** Only in the desktop app. */
  readonly desktop?: DesktopOnly<Refusal>
  /** Begins delivery, with the board as it stands; returns what ends it. One listener at a time. */
  connect(listener: BridgeListener<Freshness>): () => void
  acknowledge(fingerprint: string, request: AcknowledgeRequest): Promise<BridgeResult<Alert, Refusal>>
  unacknowledge(
    fingerprint: string,
    request: Pick<AcknowledgeRequest, 'life' | 'name'>,
  ): Promise<BridgeResult<Alert, Refusal>>
  /** Ends an unconfirmed alert by hand. */
  resolve(fingerprint: string, request: ResolveRequest): Promise<BridgeResult<Alert, Refusal>>
  request(request: BridgeRequest): Promise<BridgeResult<unknown, Refusal>>
  /** After `signed_out`: this browser is signed in again. The desktop app goes on by itself once it has a token. */
  resume(): void
}
