import type { Millis } from '@watchfloor/contract'
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import type { ServerMetadata } from 'openid-client'
import { ALGORITHMS as KNOWN } from '../access/jwt/verification-keys.ts'
import { carefulFetch } from './careful-fetch.ts'
import type { ProviderSettings } from './provider-settings.ts'
import { reasonOf } from './reason-of.ts'

/** Whom a provider has signed out: one of its sessions, or all of somebody's. */
export interface LoggedOut {
  /** Its own name of this token (jti): each counts once. */
  readonly token: string
  readonly issuer: string
  readonly sid: string | undefined
  readonly subject: string | undefined
}

export type LogoutJudge = (token: string) => Promise<LoggedOut | string>

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const MOST_CHARACTERS = 16_384
/** One that was made longer ago is none that is just being sent; clocks may differ by as much again. */
const FRESH_S = 120
const LEEWAY_S = 60
const REMEMBERED = 10_000
/** After so long it is too old anyway. */
export const LOGOUT_TOKEN_LIFE: Millis = (FRESH_S + 2 * LEEWAY_S) * 1_000
/** Keys are asked for no oftener, whatever somebody sends. */
const COOLDOWN_MS = 30_000

/**
 * Judges logout tokens (OpenID Connect Back-Channel Logout 1.0, 2.6). First what costs nothing: form, issuer and
 * audience; then the signature, by keys of the provider. Each counts once.
 */
export function logoutJudge(
  { clientId }: Pick<ProviderSettings, 'clientId'>,
  metadataOf: () => Promise<ServerMetadata | undefined>,
  now: () => Millis,
): LogoutJudge {
  /** Those that counted, with when they are too old anyway. */
  const used = new Map<string, Millis>()
  let keys: { readonly uri: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | undefined
  const keysAt = (uri: string): ReturnType<typeof createRemoteJWKSet> => {
    if (keys?.uri !== uri) {
      const set = createRemoteJWKSet(new URL(uri), {
        [customFetch]: carefulFetch,
        timeoutDuration: 5_000,
        cooldownDuration: COOLDOWN_MS,
      })
      keys = { uri, set }
    }
    return keys.set
  }

  return async (token) => {
    const metadata = await metadataOf()
    if (metadata?.jwks_uri === undefined) return 'the provider’s keys are not known now'
    const early = lookedAt(token, metadata.issuer, clientId)
    if (early !== undefined) return early
    let claims: JWTPayload
    try {
      const verified = await jwtVerify(token, keysAt(metadata.jwks_uri), {
        issuer: metadata.issuer,
        audience: clientId,
        algorithms: [...ALGORITHMS],
        clockTolerance: LEEWAY_S,
        requiredClaims: ['iat', 'exp', 'jti', 'events'],
        currentDate: new Date(now()),
      })
      claims = verified.payload
    } catch (error) {
      return `it cannot be believed: ${reasonOf(error)}`
    }
    const flaw = claimFlaw(claims, now())
    if (flaw !== undefined) return flaw
    const { jti = '', sid, sub } = claims
    for (const [old, until] of used) if (until <= now() || used.size >= REMEMBERED) used.delete(old)
    if (used.has(jti)) return 'it was used already (jti)'
    used.set(jti, now() + LOGOUT_TOKEN_LIFE)
    return {
      token: jti,
      issuer: metadata.issuer,
      sid: typeof sid === 'string' ? sid : undefined,
      subject: sub,
    }
  }
}

/** Never one that the provider and somebody else could both make. Providers call EdDSA by its curve, too. */
const ALGORITHMS: readonly string[] = [...KNOWN, 'Ed25519']

/** What is wrong with it before its signature is looked at. */
function lookedAt(token: string, issuer: string, clientId: string): string | undefined {
  if (token.length > MOST_CHARACTERS) return 'it is too long'
  try {
    const { typ, alg = '' } = decodeProtectedHeader(token)
    if (typ !== undefined && !/^(application\/)?(logout\+)?jwt$/i.test(typ))
      return 'it is no logout token (typ)'
    if (!ALGORITHMS.includes(alg)) return `it is signed by a way that does not count (alg)`
    const { iss, aud } = decodeJwt(token)
    if (iss !== issuer) return 'it is of another provider (iss)'
    if (![aud].flat().includes(clientId)) return 'it is for somebody else (aud)'
    return undefined
  } catch {
    return 'it is no JWT'
  }
}

function claimFlaw({ iat = 0, events, nonce, sid, sub, jti }: JWTPayload, now: Millis): string | undefined {
  const age = now / 1_000 - iat
  if (age > FRESH_S + LEEWAY_S || age < -LEEWAY_S)
    return 'it was made too long ago, or in the future: one of the two clocks is off (iat)'
  const isEvent = typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT)
  const event: unknown = isEvent ? (events as Readonly<Record<string, unknown>>)[EVENT] : undefined
  if (typeof event !== 'object' || event === null) return 'it is about something else (events)'
  // So that an ID token is never taken for one.
  if (nonce !== undefined) return 'it has a nonce, which no logout token has'
  if (sid !== undefined && (typeof sid !== 'string' || sid === '')) return 'its session is no text (sid)'
  if (sid === undefined && (sub === undefined || sub === ''))
    return 'it says neither whose session nor which (sub, sid)'
  if (jti === undefined || jti === '' || jti.length > 500) return 'it has no name of its own (jti)'
  return undefined
}
