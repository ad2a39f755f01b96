import { ROLES, type Role } from '@watchfloor/contract'
import type { Principal } from './principal.ts'

/** What a request is for. Every route and stream says one; what it does not say, nobody may. */
export type Right =
  /** Whether the server lives, and the page that asks who somebody is: for anybody, with no credential. */
  | 'public'
  /** To be recognised. */
  | 'known'
  /** To send alerts. */
  | 'ingest'
  /** To see alerts and everything about them, each within their scope. */
  | 'read'
  /** To see the server as a whole: its metrics, and who is connected. */
  | 'observe'
  /** To take alerts, to silence them, to end them by hand. */
  | 'respond'
  /** To run the server. */
  | 'administer'

const ROLES_WITH = {
  known: ROLES,
  ingest: ['ingest', 'responder', 'admin'],
  read: ['viewer', 'responder', 'admin'],
  observe: ['viewer', 'responder', 'admin'],
  respond: ['responder', 'admin'],
  administer: ['admin'],
} as const satisfies Readonly<Record<Exclude<Right, 'public'>, readonly Role[]>>

/** A part of the alerts is no part of these. */
const UNSCOPED: ReadonlySet<Right> = new Set<Right>(['observe', 'administer'])

/** Why somebody has not got a right; undefined when they have. */
export function lacking(
  { role, scope }: Pick<Principal, 'role' | 'scope'>,
  right: Right,
): string | undefined {
  if (right === 'public') return undefined
  const roles: readonly Role[] = ROLES_WITH[right]
  if (!roles.includes(role)) return `your role is ${role}; this needs ${oneOf(roles)}`
  if (scope !== undefined && UNSCOPED.has(right))
    return 'you see a part of the alerts; this needs somebody who sees all'
  return undefined
}

/** All that somebody may. */
export function rightsOf(principal: Pick<Principal, 'role' | 'scope'>): readonly Right[] {
  const all = Object.keys(ROLES_WITH) as (keyof typeof ROLES_WITH)[]
  return all.filter((right) => lacking(principal, right) === undefined)
}

function oneOf(roles: readonly Role[]): string {
  const [last = '', ...others] = roles.toReversed()
  return others.length === 0
    ? `the role ${last}`
    : `one of the roles ${others.toReversed().join(', ')} or ${last}`
}
