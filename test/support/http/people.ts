import type { Access } from '../../../server/src/access/authorize.ts'
import type { Principal } from '../../../server/src/access/principal.ts'

/** Recognises by `Bearer NAME` those that are given; the subject of each is `test:NAME` unless it says another. */
export function accessOf(people: Readonly<Record<string, Partial<Principal>>>): Access {
  return async ({ authorization = '' }) => {
    const [, name = ''] = /^Bearer (.+)$/.exec(authorization) ?? []
    const given = people[name]
    if (given === undefined) return { ok: false, status: 401, message: 'a token is needed' }
    const subject = `test:${name}`
    const known = { id: subject, subject, name, role: 'viewer', scope: undefined, anonymous: false } as const
    return { ok: true, principal: { ...known, ...given } }
  }
}

export const bearer = (name: string): { readonly authorization: string } => ({
  authorization: `Bearer ${name}`,
})
