import type { Millis } from '@watchfloor/contract'
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'
import { headFlaw, type Registered, registeredOf, shown, timeFlaw } from './judge-claims.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'
import { ALGORITHMS, type Algorithm, named } from './verification-keys.ts'

/** A token read, and nothing of it believed. */
export interface Claimed {
  readonly issuer: TrustedIssuer
  readonly algorithm: Algorithm
  readonly kid: string | undefined
  readonly registered: Registered
}

/** Three texts of base64url (RFC 7515, 7.1); no token of ours has a dot. */
const FORM = /^[\w-]+\.[\w-]*\.[\w-]*$/
const LONGEST = 8_192

export function hasFormOfJwt(token: string): boolean {
  return FORM.test(token)
}

/** What a token says of itself, or why its signature need not be looked at: all that can be known for nothing. */
export function claimedBy(
  token: string,
  issuers: ReadonlyMap<string, TrustedIssuer>,
  now: Millis,
): Claimed | string {
  if (token.length > LONGEST) return `a JWT may have ${LONGEST} characters, and this one has ${token.length}`
  const read = decoded(token)
  if (read === undefined) return 'this token has the form of a JWT, and cannot be read as one'
  const { head, claims } = read
  const algorithm = named(typeof head.alg === 'string' ? head.alg : '')
  if (algorithm === undefined)
    return `this JWT is signed by ${shown(head.alg)}; taken are ${ALGORITHMS.join(', ')}`
  const issuer = issuers.get(claims.iss ?? '')
  if (issuer === undefined) return `this JWT is from ${shown(claims.iss)}, which is not trusted here (jwt)`
  const { kid } = head
  const flaw = headFlaw(head)
  if (flaw !== undefined) return `this JWT is not taken: ${flaw}`
  const registered = registeredOf(claims, issuer, now)
  if (typeof registered === 'string') return `this JWT is not taken: ${registered}`
  return (
    timeFlaw(registered, issuer.leeway, now) ?? {
      issuer,
      algorithm,
      kid: typeof kid === 'string' ? kid : undefined,
      registered,
    }
  )
}

function decoded(
  token: string,
): { readonly head: ReturnType<typeof decodeProtectedHeader>; readonly claims: JWTPayload } | undefined {
  try {
    return { head: decodeProtectedHeader(token), claims: decodeJwt(token) }
  } catch {
    return undefined
  }
}
