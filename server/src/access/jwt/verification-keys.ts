import { createPublicKey } from 'node:crypto'
import { type Parsed, parser } from '@watchfloor/contract'
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import Type from 'typebox'

/** Algorithms whose keys may be known to everybody. There is no HMAC: who can check one can also make one. */
export const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** A key, and the one thing that it is good for. */
export interface VerificationKey {
  /** The same for the same key and algorithm, however often it is read. */
  readonly id: string
  readonly kid: string | undefined
  /** Whatever a token says of itself, with this key it is verified by this algorithm or not at all. */
  readonly algorithm: Algorithm
  readonly key: CryptoKey
}

const MOST_KEYS = 100
const LEAST_RSA_BITS = 2048

const text = Type.Optional(Type.String())
const KeySet = Type.Object({
  keys: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        kty: Type.String(),
        kid: text,
        alg: text,
        use: text,
        crv: text,
        key_ops: Type.Optional(Type.Array(Type.String())),
      }),
    ),
    // What makes it readonly drops what it was said to hold, so that is said here.
    { maxItems: MOST_KEYS },
  ),
})
const parseKeySet = parser(KeySet)

/**
 * The keys of a JWK set (RFC 7517) or of PEM blocks. Those that are for something else are left out; `algorithms` are
 * those that may be used, and the first for RSA is that of RSA keys which do not name theirs.
 */
export async function readKeys(
  given: string,
  algorithms: readonly Algorithm[],
): Promise<Parsed<readonly VerificationKey[]>> {
  const found = given.trimStart().startsWith('{') ? jwksOf(given) : pemsOf(given)
  if (!found.ok) return found
  const keys: VerificationKey[] = []
  let why = 'there is none in it'
  for (const jwk of found.value) {
    const read = await readKey(jwk, algorithms)
    if (read.ok) keys.push(read.value)
    else why = read.error
  }
  return keys.length > 0 ? { ok: true, value: keys } : { ok: false, error: `no key can be used: ${why}` }
}

function jwksOf(given: string): Parsed<readonly JWK[]> {
  let value: unknown
  try {
    value = JSON.parse(given)
  } catch {
    return { ok: false, error: 'it is neither JSON nor PEM' }
  }
  const set = parseKeySet(value)
  // The cast only gives the keys the library's name for them; it reads what else they hold.
  return set.ok ? { ok: true, value: set.value.keys as unknown as readonly JWK[] } : set
}

function pemsOf(given: string): Parsed<readonly JWK[]> {
  const blocks = given.match(/-----BEGIN [A-Z0-9 ]+-----[^-]+-----END [A-Z0-9 ]+-----/g) ?? []
  if (blocks.length > MOST_KEYS) return { ok: false, error: `there are more than ${MOST_KEYS} keys in it` }
  if (blocks.some((block) => block.includes('PRIVATE KEY')))
    return { ok: false, error: 'it holds a private key; only the public one belongs here' }
  try {
    return { ok: true, value: blocks.map((block) => createPublicKey(block).export({ format: 'jwk' }) as JWK) }
  } catch (error) {
    return { ok: false, error: `it holds PEM that is no key: ${reasonOf(error)}` }
  }
}

async function readKey(jwk: JWK, algorithms: readonly Algorithm[]): Promise<Parsed<VerificationKey>> {
  const { kid, use, key_ops: operations } = jwk
  if (jwk.kty === 'oct') return { ok: false, error: 'secrets that both sides share are no keys here' }
  if (jwk.d !== undefined)
    return { ok: false, error: 'it holds a private key; only the public one belongs here' }
  if (use !== undefined && use !== 'sig') return { ok: false, error: `it is for ${use}` }
  if (operations !== undefined && !operations.includes('verify'))
    return { ok: false, error: `it is for ${operations.join(', ')}` }
  const algorithm = algorithmOf(jwk, algorithms)
  if (algorithm === undefined || !algorithms.includes(algorithm))
    return { ok: false, error: `its algorithm is not one of ${algorithms.join(', ')}` }
  try {
    const key = (await importJWK(jwk, algorithm)) as CryptoKey
    const { modulusLength = LEAST_RSA_BITS } = key.algorithm as { readonly modulusLength?: number }
    if (modulusLength < LEAST_RSA_BITS)
      return { ok: false, error: `an RSA key needs at least ${LEAST_RSA_BITS} bits` }
    const id = `${algorithm} ${kid ?? ''} ${await calculateJwkThumbprint(jwk)}`
    return { ok: true, value: { id, kid, algorithm, key } }
  } catch (error) {
    return { ok: false, error: reasonOf(error) }
  }
}

function algorithmOf({ kty, crv, alg }: JWK, algorithms: readonly Algorithm[]): Algorithm | undefined {
  if (alg !== undefined) return named(alg)
  if (kty === 'RSA') return algorithms.find((one) => /^[RP]S/.test(one))
  if (kty === 'OKP') return crv === 'Ed25519' ? 'EdDSA' : undefined
  return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[crv ?? ''] as Algorithm | undefined
}

/** An algorithm by its name; what newer senders call Ed25519 is the EdDSA of everybody. */
export function named(alg: string): Algorithm | undefined {
  return alg === 'Ed25519' ? 'EdDSA' : ALGORITHMS.find((one) => one === alg)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
