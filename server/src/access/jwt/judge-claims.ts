import { formatTime, type Millis } from '@watchfloor/contract'
import type { JWTPayload, ProtectedHeaderParameters } from 'jose'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** What the registered claims of a token come to, times in milliseconds. */
export interface Registered {
  readonly subject: string
  readonly jti: string | undefined
  readonly expiresAt: Millis
  readonly notBefore: Millis | undefined
  readonly issuedAt: Millis | undefined
}

/** What of a token is no access token that somebody carries to us (RFC 9068, RFC 8725 3.11). */
const TYPES: ReadonlySet<string> = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt'])
const LONGEST_SUBJECT = 255

/** Why a token must not even be verified; undefined when its head is as it should be. */
export function headFlaw({ typ, crit, b64 }: ProtectedHeaderParameters): string | undefined {
  if (typ !== undefined && (typeof typ !== 'string' || !TYPES.has(typ.toLowerCase())))
    return `it is of the type ${shown(typ)}, and no access token`
  if (crit !== undefined || b64 !== undefined)
    return 'it asks for extensions (crit), of which none is known here'
  return undefined
}

/** The claims that every token needs, or what is wrong with them. Times are judged by `timeFlaw`. */
export function registeredOf(
  claims: JWTPayload,
  { issuer, audience, longestLife, leeway }: TrustedIssuer,
  now: Millis,
): Registered | string {
  const { aud, sub, exp, nbf, iat, jti } = claims
  if (aud === undefined || ![aud].flat().includes(audience))
    return `it is for ${shown(aud)}, and not for this server (aud ${shown(audience)})`
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT)
    return 'it does not say whose it is (sub)'
  if (!isTime(exp)) return 'it does not say until when it is good (exp)'
  if (!(nbf === undefined || isTime(nbf)) || !(iat === undefined || isTime(iat)))
    return 'it gives a time (nbf, iat) that is none'
  if (claims.cnf !== undefined)
    return 'it is bound to a key that has to be shown with it (cnf), which is not done here'
  const life = exp * 1000 - (iat === undefined ? now : iat * 1000)
  if (life > longestLife + leeway)
    return `it is good for longer than a token of ${issuer} may be (${Math.round(longestLife / 60_000)} min)`
  return {
    subject: sub,
    jti: typeof jti === 'string' && jti !== '' ? jti : undefined,
    expiresAt: exp * 1000,
    notBefore: nbf === undefined ? undefined : nbf * 1000,
    issuedAt: iat === undefined ? undefined : iat * 1000,
  }
}

/** Why a token is not good now; undefined when it is. Names the clock, which is what is wrong more often than people. */
export function timeFlaw(
  { expiresAt, notBefore, issuedAt }: Registered,
  leeway: Millis,
  now: Millis,
): string | undefined {
  const begins = Math.max(notBefore ?? 0, issuedAt ?? 0)
  if (begins > now + leeway)
    return `this token becomes valid at ${formatTime(begins)}, and the server’s clock says ${formatTime(now)}: one of the two clocks is off by ${span(begins - now)}`
  if (expiresAt + leeway > now) return undefined
  const since = now - expiresAt
  return `this token expired at ${formatTime(expiresAt)}, and the server’s clock says ${formatTime(now)}, ${span(since)} later: get a new one; if this one is new, one of the two clocks is off`
}

/** For people: 40 s, 3 min, 2 h, 5 d. */
function span(ms: Millis): string {
  for (const [unit, length] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const)
    if (ms >= 2 * length) return `${Math.round(ms / length)} ${unit}`
  return `${Math.round(ms / 1000)} s`
}

/** Seconds since 1970 whose milliseconds a date can have. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8_640_000_000_000
}

/** What somebody else wrote, as far as it fits into a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nobody'
  return text.length > 100 ? `${text.slice(0, 100).toWellFormed()}…` : text
}
