import { formatTime, type Millis } from '@watchfloor/contract'
import { carriedToken } from './carried-token.ts'
import { type CredentialRecord, hashOf, idOf } from './credential.ts'
import type { Principal } from './principal.ts'
import { type Look, UNJUDGED, unknown, type Way } from './ways.ts'

/** Finds a credential by the SHA-256 of its token. */
export type FindCredential = (hash: string) => CredentialRecord | undefined

/** Use is noted so often: whoever looks wants to know whether a token is used at all, and each note is a write. */
const NOTED_EVERY: Millis = 3_600_000

/**
 * Recognises who carries a token. `credentials` is there once the store was read: whoever asks before waits, as they do
 * for everything else while a server starts. One that is not known is looked for once more after `look`: another server
 * may have made it a moment ago.
 */
export function tokenWay(
  credentials: Promise<FindCredential>,
  now: () => Millis,
  used: (hash: string) => void,
  look: Look,
): Way {
  /** When use was last noted of which token; what cannot be stored is noted again an hour later. */
  const noted = new Map<string, Millis>()
  return async ({ authorization }) => {
    const token = carriedToken(authorization)
    if (token === undefined) return undefined
    const find = await credentials
    const hash = hashOf(token)
    if (find(hash) === undefined && !(await look())) return UNJUDGED
    const found = find(hash)
    if (found === undefined) return unknown('this token is not known here, or was revoked')
    const { name, expiresAt, usedAt = Number.NEGATIVE_INFINITY } = found
    const at = now()
    if (expiresAt <= at)
      return unknown(`the token of ${name} expired at ${formatTime(expiresAt)}; sign in again`)
    if (at - (noted.get(hash) ?? usedAt) >= NOTED_EVERY) {
      noted.set(hash, at)
      used(hash)
    }
    return { ok: true, principal: principalOf(found) }
  }
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
