import type { Millis } from '@watchfloor/contract'
import type { Refusal } from '../authorize.ts'
import { unknown } from '../ways.ts'
import type { Claimed } from './claimed.ts'
import { shown } from './judge-claims.ts'
import { keysTooOld } from './key-age.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'
import type { VerificationKey } from './verification-keys.ts'

/** Keys that are tried for a token which names none. */
const MOST_TRIED = 4

type Choice = { readonly ok: true; readonly keys: readonly VerificationKey[] } | Refusal

/**
 * The keys by which a token may have been signed. One that names a key which is not there may be newer than what was
 * read: then it is looked for again. Who cannot be told from that is not refused for good.
 */
export async function chooseKeys(claimed: Claimed, now: () => Millis): Promise<Choice> {
  const { issuer, kid, algorithm, registered } = claimed
  const old = await tooOld(issuer, now)
  if (old !== undefined) return old
  const asked = now()
  if (ofKid(issuer.keys.keys(), kid).length === 0) await issuer.keys.lookAgain()
  const known = ofKid(issuer.keys.keys(), kid)
  const keys = known.filter((one) => one.algorithm === algorithm).slice(0, MOST_TRIED)
  if (keys.length > 0) return { ok: true, keys }
  if (known.length > 0)
    return unknown(`this JWT is signed by ${algorithm}, for which ${issuer.issuer} has no key${called(kid)}`)
  const message = `this JWT is signed with a key that ${issuer.issuer} has not got${called(kid)}`
  const readAt = issuer.keys.goodAt() ?? 0
  const signedBy = (registered.issuedAt ?? now()) + issuer.leeway
  const isFinal = readAt >= asked || signedBy < readAt
  return isFinal ? unknown(message) : cannotJudge(`${message}; its keys are looked at again in a moment`)
}

/** Refuses for as long as the keys of an issuer are too old to judge by, and no newer ones can be had. */
export async function tooOld(issuer: TrustedIssuer, now: () => Millis): Promise<Refusal | undefined> {
  if (keysTooOld(issuer, now()) === undefined) return undefined
  await issuer.keys.lookAgain()
  const message = keysTooOld(issuer, now())
  return message === undefined ? undefined : cannotJudge(message)
}

/** A key without a name may be the one of any token. */
function ofKid(keys: readonly VerificationKey[], kid: string | undefined): readonly VerificationKey[] {
  return keys.filter((key) => kid === undefined || key.kid === undefined || key.kid === kid)
}

function called(kid: string | undefined): string {
  return kid === undefined ? '' : ` (kid ${shown(kid)})`
}

/** Neither good nor bad: whoever asks should ask again. */
export function cannotJudge(message: string): Refusal {
  return { ok: false, status: 503, message }
}
