import { firstSeen } from '@watchfloor/contract'

/**
 * Who asks. Every door (HTTP, SSE, WebSocket, polling) turns its request into one, so that no path runs without.
 */
export interface Principal {
  /** Name for `acknowledged_by` and logs; undefined when the server does not know who it is. */
  readonly name: string | undefined
  readonly role: 'viewer' | 'operator' | 'admin'
  /** Alerts that it may see, by label values; undefined means all. */
  readonly scope: Readonly<Record<string, readonly string[]>> | undefined
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

/** Why somebody may not change anything; undefined when they may. */
export function changeForbidden({ role }: Principal): string | undefined {
  return role === 'viewer' ? 'your role is viewer; changing anything needs the role operator' : undefined
}

/** What a door knows of a request before anybody has been recognised. */
export interface Door {
  /** The peer's address, after trusted proxies. */
  readonly address: string
  readonly authorization: string | undefined
}

export type Admission =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly status: 401 | 403; readonly message: string }

/** The one port that every door asks. */
export type Access = (door: Door) => Admission

/** An open server: whoever reaches it may do everything, as the `local` principal. */
export const openAccess: Access = () => ({
  ok: true,
  principal: { name: undefined, role: 'admin', scope: undefined, anonymous: true },
})
