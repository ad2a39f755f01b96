import type { Millis } from '@watchfloor/contract'

/** How an upstream knows us; secrets are read from their file at every request, so that they may be replaced. */
export type UpstreamCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly file: string }
  | { readonly kind: 'basic'; readonly username: string; readonly file: string }

/** An Alertmanager beside which this server runs. */
export interface Upstream {
  readonly name: string
  /** Without a slash at the end; `/api/v2` comes after it. */
  readonly url: string
  readonly timeout: Millis
  /** Are silences that are made here written there, unless their maker says otherwise? */
  readonly write: boolean
  readonly credentials: UpstreamCredentials
}
