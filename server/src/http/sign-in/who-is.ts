import { formatTime, type Millis, type Scope, type Who } from '@watchfloor/contract'
import type { Principal } from '../../access/principal.ts'
import { rightsOf } from '../../access/rights.ts'

/** As whom somebody is known; null where everybody is let in, and nobody is known. */
export function whoIs(principal: Principal): Who | null {
  const { name, role, scope, expiresAt, subject } = principal
  if (name === undefined) return null
  return {
    name,
    role,
    scope: writtenScope(scope),
    way: wayOf(subject),
    expires_at: writtenTime(expiresAt),
    may: [...rightsOf(principal)],
  }
}

export function writtenScope(scope: Scope | undefined): Record<string, string[]> | null {
  if (scope === undefined) return null
  return Object.fromEntries(Object.entries(scope).map(([label, values]) => [label, [...values]]))
}

/** By what somebody said who they are, in the beginning. */
function wayOf(subject: string): string {
  const [kind = ''] = subject.split(':', 1)
  return kind === 'oidc' ? 'openid' : kind
}

function writtenTime(at: Millis | undefined): string | null {
  return at === undefined ? null : formatTime(at)
}
