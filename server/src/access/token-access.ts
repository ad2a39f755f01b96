import { formatTime, type Millis } from '@watchfloor/contract'
import type { Access, Admission } from './authorize.ts'
import { type CredentialRecord, hashOf } from './credential.ts'
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
    const { name, role, hash, expiresAt } = found
    if (expiresAt <= now()) {
      const what = found.of === undefined ? 'token' : 'session'
      return refused(`the ${what} of ${name} expired at ${formatTime(expiresAt)}; sign in again`)
    }
    const principal = { name, role, scope: undefined, credential: hash, expiresAt, anonymous: false }
    return { ok: true, principal }
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
