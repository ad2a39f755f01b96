import { formatTime, type Millis } from '@watchfloor/contract'
import type { Access, Admission } from './authorize.ts'
import { type CredentialRecord, hashOf, idOf } from './credential.ts'
import type { Principal } from './principal.ts'
import { sessionIn } from './session-cookie.ts'

/** Finds a credential by the SHA-256 of its token. */
export type FindCredential = (hash: string) => CredentialRecord | undefined

const HOW =
  'send a token as "Authorization: Bearer TOKEN" (or as the password of Basic); whoever runs this server makes one with: watchfloor-server token create'

/**
 * Recognises who carries a token. `credentials` is there once the store was read: whoever asks before waits, as they do
 * for everything else while a server starts.
 */
export function tokenAccess(credentials: Promise<FindCredential>, now: () => Millis): Access {
  return async ({ authorization, cookie }) => {
    const token = authorization === undefined ? sessionIn(cookie) : tokenIn(authorization)
    if (token === undefined) return refused(`nobody is signed in: ${HOW}`)
    const find = await credentials
    const found = find(hashOf(token))
    if (found === undefined) return refused('this token is not known here, or was revoked')
    const { name, expiresAt } = found
    if (expiresAt <= now()) {
      const what = found.of === undefined ? 'token' : 'session'
      return refused(`the ${what} of ${name} expired at ${formatTime(expiresAt)}; sign in again`)
    }
    return { ok: true, principal: principalOf(found) }
  }
}

function principalOf(record: CredentialRecord): Principal {
  const { name, role, scope, labels, hash, createdAt, expiresAt, of } = record
  return {
    id: `${of === undefined ? 'token' : 'session'}:${idOf(record)}`,
    subject: `token:${idOf({ hash: of ?? hash })}`,
    name,
    role,
    scope,
    ...(labels !== undefined && { labels }),
    credential: hash,
    issuedAt: createdAt,
    expiresAt,
    anonymous: false,
  }
}

/** As amtool, Prometheus, Grafana and karma send it: Bearer (RFC 6750, 2.1), or Basic (RFC 7617), whoever the user is. */
function tokenIn(authorization = ''): string | undefined {
  const [, scheme = '', value = ''] = /^ *(bearer|basic) +([^ ]+) *$/i.exec(authorization) ?? []
  if (scheme.toLowerCase() !== 'basic') return value === '' ? undefined : value
  const [, password] = /^[^:]*:(.+)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
  return password
}

function refused(message: string): Admission {
  return { ok: false, status: 401, message }
}
