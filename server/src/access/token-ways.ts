import { formatTime, type Millis } from '@watchfloor/contract'
import type { Admission } from './authorize.ts'
import { carriedToken } from './carried-token.ts'
import { type CredentialRecord, hashOf, idOf } from './credential.ts'
import type { Principal } from './principal.ts'
import { unknown, type Way } from './ways.ts'

/** Finds a credential by the SHA-256 of its token. */
export type FindCredential = (hash: string) => CredentialRecord | undefined

/**
 * Recognises who carries a token. `credentials` is there once the store was read: whoever asks before waits, as they do
 * for everything else while a server starts.
 */
export function tokenWay(credentials: Promise<FindCredential>, now: () => Millis): Way {
  return async ({ authorization }) => {
    const token = carriedToken(authorization)
    return token === undefined ? undefined : judged(await credentials, token, now())
  }
}

function judged(find: FindCredential, secret: string, now: Millis): Admission {
  const found = find(hashOf(secret))
  if (found === undefined) return unknown('this token is not known here, or was revoked')
  const { name, expiresAt } = found
  if (expiresAt <= now) {
    return unknown(`the token of ${name} expired at ${formatTime(expiresAt)}; sign in again`)
  }
  return { ok: true, principal: principalOf(found) }
}

function principalOf(record: CredentialRecord): Principal {
  const { name, role, scope, labels, replaces, hash, createdAt, expiresAt } = record
  return {
    id: `token:${idOf(record)}`,
    subject: `token:${idOf(record)}`,
    name,
    role,
    scope,
    ...(labels !== undefined && { labels }),
    ...(replaces !== undefined && { reportsAs: `token:${replaces}` }),
    credential: hash,
    issuedAt: createdAt,
    expiresAt,
    anonymous: false,
  }
}
