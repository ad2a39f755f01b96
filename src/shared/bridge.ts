import type { AcknowledgeRequest, Alert, BoardSnapshot, Event } from '@watchfloor/contract'

/** What a bridge delivers. Everything is plain data: it may have crossed a process. */
export interface BridgeListener<Freshness> {
  /** Replaces everything known. */
  readonly onBoard: (board: BoardSnapshot) => void
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

/**
 * The board's only way to the world. The desktop app exposes one as `window.watchfloor`; in a browser the page
 * runs the client itself. `Freshness` and `Refusal` are the client's, which this contract does not import.
 */
export interface Bridge<Freshness, Refusal extends { readonly ok: false }> {
  readonly kind: 'desktop' | 'browser'
  /** The server's address as people know it, for example `https://watch.example.com`. */
  readonly server: string
  /** Begins delivery, with the board as it stands; returns what ends it. One listener at a time. */
  connect(listener: BridgeListener<Freshness>): () => void
  acknowledge(fingerprint: string, request: AcknowledgeRequest): Promise<BridgeResult<Alert, Refusal>>
  unacknowledge(
    fingerprint: string,
    request: Pick<AcknowledgeRequest, 'life' | 'name'>,
  ): Promise<BridgeResult<Alert, Refusal>>
  request(request: BridgeRequest): Promise<BridgeResult<unknown, Refusal>>
  /** After `signed_out`: the token used from now on. */
  signIn(token: string): void
}
