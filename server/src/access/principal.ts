import { type ForcedLabels, firstSeen, type Millis, type Role, type Scope } from '@watchfloor/contract'

/**
 * Who asks. Every door (HTTP, SSE, WebSocket, polling) turns its request into one, so that no path runs without.
 */
export interface Principal {
  /** What it was recognised by, for whatever is kept of each: `token:…`, `session:…`, `control`, `local`. No secret. */
  readonly id: string
  /** Whom it stands for, whatever they were recognised by: a token and the sessions that it opened are one. */
  readonly subject: string
  /** Name for `acknowledged_by` and logs; undefined when the server does not know who it is. */
  readonly name: string | undefined
  readonly role: Role
  /** Alerts that it may see, by label values; undefined means all. */
  readonly scope: Scope | undefined
  /** What it reports bears these, whatever it says itself. */
  readonly labels?: ForcedLabels
  /** The subject that reports, where that is another: of a token that took another's place, so that it ends what it began. */
  readonly reportsAs?: string
  /** What it was recognised by; undefined when by nothing that can be taken back. */
  readonly credential?: string
  /** Id of the session that it came by. */
  readonly session?: string
  /** The id that its issuer gave to what it carries, by which that alone can be taken back. */
  readonly jti?: string
  /** Since when. */
  readonly issuedAt?: Millis
  /** Until then; undefined when for good. */
  readonly expiresAt?: Millis
  /** Does it count per address (S21)? True for everybody who is not signed in. */
  readonly anonymous: boolean
}

/** The name that somebody acts under: their own, else what they gave; undefined when nobody could read one. */
export function nameOf(
  { name }: Principal,
  ...given: readonly (string | null | undefined)[]
): string | undefined {
  return firstSeen(name, ...given)
}
