import { ROLES, type Scope } from '@watchfloor/contract'
import type { Access } from '../../../server/src/access/authorize.ts'

/**
 * `Bearer admin` sees everything; `Bearer admin of payments` sees `team="payments"`, and `of payments,search` both
 * teams. So with every role.
 */
export const partAccess: Access = async ({ authorization = '' }) => {
  const [, name = '', teams] = /^Bearer (\w+)(?: of ([\w,]+))?$/.exec(authorization) ?? []
  const role = ROLES.find((one) => one === name)
  if (role === undefined) return { ok: false, status: 401, message: 'a token is needed' }
  const scope: Scope | undefined = teams === undefined ? undefined : { team: teams.split(',') }
  const who = {
    id: `test:${authorization}`,
    subject: `test:${authorization}`,
    name: `${name} ${teams ?? ''}`,
  }
  return { ok: true, principal: { ...who, role, scope, anonymous: false } }
}

/** Headers of somebody. */
export function as(who: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${who}` }
}
