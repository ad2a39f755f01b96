import type { Millis } from '@watchfloor/contract'
import { compactVerify, type JWTPayload } from 'jose'
import { JWSSignatureVerificationFailed } from 'jose/errors'
import type { Admission, Door } from '../authorize.ts'
import { carriedToken } from '../carried-token.ts'
import { hashOf } from '../credential.ts'
import type { Patience } from '../patience.ts'
import type { Principal } from '../principal.ts'
import { unknown, type Way } from '../ways.ts'
import { type Claimed, claimedBy, hasFormOfJwt } from './claimed.ts'
import { timeFlaw } from './judge-claims.ts'
import { cannotJudge, chooseKeys, tooOld } from './key-choice.ts'
import { admissionOf } from './principal-of-claims.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'
import type { VerificationKey } from './verification-keys.ts'

/** Tokens that were good: what is remembered of each is small beside a connection. */
const REMEMBERED = 20_000

/** A token whose signature was looked at. */
interface Verified extends Claimed {
  readonly key: VerificationKey
  readonly admission: Admission
}

export interface JwtWayParts {
  readonly issuers: readonly TrustedIssuer[]
  readonly patience: Patience
  readonly now: () => Millis
}

export interface JwtWay {
  readonly way: Way
  /** Is the key by which somebody was recognised still one of its issuer's? True for whom no JWT stands. */
  readonly isStillSigned: (principal: Principal) => boolean
}

/**
 * Recognises who carries a JWT of an issuer that is trusted. First what costs nothing: its form, whose it is, for whom,
 * and when; then the signature, once for each token.
 */
export function jwtWay({ issuers, patience, now }: JwtWayParts): JwtWay {
  const byName = new Map(issuers.map((issuer) => [issuer.issuer, issuer]))
  const good = new Map<string, Verified>()
  const byPrincipal = new WeakMap<Principal, Verified>()
  const remember = (hash: string, verified: Verified): void => {
    good.set(hash, verified)
    if (verified.admission.ok) byPrincipal.set(verified.admission.principal, verified)
    const [oldest] = good.keys()
    if (good.size > REMEMBERED && oldest !== undefined) good.delete(oldest)
  }
  const way: Way = async (door) => {
    const token = carriedToken(door.authorization)
    if (token === undefined || !hasFormOfJwt(token)) return undefined
    const hash = hashOf(token)
    const before = good.get(hash)
    if (before !== undefined && isStillKey(before))
      return (await tooOld(before.issuer, now)) ?? asOf(before, now())
    good.delete(hash)
    const claimed = claimedBy(token, byName, now())
    if (typeof claimed === 'string') return unknown(claimed)
    const choice = await chooseKeys(claimed, now)
    if (!choice.ok) return choice
    const verified = await verify(token, claimed, choice.keys, { door, patience })
    if ('ok' in verified) return verified
    remember(hash, verified)
    return asOf(verified, now())
  }
  return {
    way,
    isStillSigned: (principal) => {
      const verified = byPrincipal.get(principal)
      return verified === undefined || isStillKey(verified)
    },
  }
}

/** One that its issuer took back makes nothing good any more. */
function isStillKey({ issuer, key }: Verified): boolean {
  return issuer.keys.keys().some(({ id }) => id === key.id)
}

/** The token was good: is it now? */
function asOf({ issuer, registered, admission }: Verified, now: Millis): Admission {
  const flaw = timeFlaw(registered, issuer.leeway, now)
  return flaw === undefined ? admission : unknown(flaw)
}

async function verify(
  token: string,
  claimed: Claimed,
  keys: readonly VerificationKey[],
  { door, patience }: { readonly door: Door; readonly patience: Patience },
): Promise<Verified | Admission> {
  const subject = `${claimed.issuer.issuer}#${claimed.registered.subject}`
  if (!(await patience.turn(door, subject))) return cannotJudge('one request after the other, please')
  for (const key of keys) {
    try {
      const { payload } = await compactVerify(token, key.key, { algorithms: algorithmsOf(key) })
      // The same bytes that were read before, by the same means; the cast names what was judged then.
      const claims = JSON.parse(new TextDecoder().decode(payload)) as JWTPayload
      return { ...claimed, key, admission: admissionOf(claims, claimed.registered, claimed.issuer) }
    } catch (error) {
      if (!(error instanceof JWSSignatureVerificationFailed)) return unreadable(error)
    }
  }
  patience.failed(door, subject)
  return unknown(`this JWT was not signed by ${claimed.issuer.issuer}: its signature is wrong`)
}

function unreadable(error: unknown): Admission {
  const reason = error instanceof Error ? error.message : String(error)
  return unknown(`this JWT cannot be verified: ${reason}`)
}

/** Of the key, never of the token. */
function algorithmsOf({ algorithm }: VerificationKey): string[] {
  return algorithm === 'EdDSA' ? ['EdDSA', 'Ed25519'] : [algorithm]
}
