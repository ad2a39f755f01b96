import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** Keys and claims of a provider of JWTs, for tests. */
export interface TestIssuer {
  readonly name: string
  /** What it publishes. */
  readonly keySet: () => Promise<string>
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** A good token, but for what is said otherwise; a claim that is undefined is left out. */
  readonly sign: (claims?: JWTPayload, head?: Readonly<Record<string, unknown>>) => Promise<string>
}

export const AUDIENCE = 'watchfloor'

export async function testIssuer(name: string, algorithm = 'ES256', kid = 'first'): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    name,
    privateKey,
    publicKey,
    keySet: async () =>
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }] }),
    sign: (claims = {}, head = {}) =>
      new SignJWT(goodClaims(name, claims))
        .setProtectedHeader({ alg: algorithm, kid, ...head })
        .sign(privateKey),
  }
}

export function goodClaims(issuer: string, more: JWTPayload = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    aud: AUDIENCE,
    sub: 'ana',
    name: 'Ana',
    groups: ['viewer'],
    iat: now,
    exp: now + 600,
    ...more,
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}
