import type { Principal } from './principal.ts'
import { scopeTag } from './scope-tag.ts'

/**
 * Does what somebody was recognised by still hold? `changed`: they are who they were, with another role, or they see
 * other alerts. `unproven`: that cannot be read for too long.
 */
export type Standing = 'good' | 'expired' | 'revoked' | 'changed' | 'unproven'

/** Asked every second of everybody who follows: by what is in memory. */
export type StandingOf = (principal: Principal) => Standing

/** Do they see the same, and may they do the same? */
export function isAlike(
  one: Pick<Principal, 'role' | 'scope'>,
  other: Pick<Principal, 'role' | 'scope'>,
): boolean {
  if (one.role !== other.role) return false
  return one.scope === other.scope || scopeTag(one.scope) === scopeTag(other.scope)
}
