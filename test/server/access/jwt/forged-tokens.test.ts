import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64url, type CryptoKey, EncryptJWT, exportJWK, exportSPKI, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sharedServer } from '../../../support/http/run-server.ts'
import { AUDIENCE, goodClaims, testIssuer } from '../../../support/sign-in/issuer.ts'

const HOUSE = 'https://house.example'
const RSA = 'https://rsa.example'
const PLAIN = 'https://pem.example'

const dir = await mkdtemp(join(tmpdir(), 'watchfloor-'))
afterAll(() => rm(dir, { recursive: true }))

const house = await testIssuer(HOUSE)
const rsa = await testIssuer(RSA, 'RS256', 'rsa')
/** One key in a PEM file, without a name. */
const plain = await testIssuer(PLAIN, 'Ed25519')
/** Says the same of itself as the house, and has another key. */
const stranger = await testIssuer(HOUSE)
const file = (name: string): string => join(dir, name)
await writeFile(file('house.json'), await house.keySet())
await writeFile(file('rsa.json'), await rsa.keySet())
await writeFile(file('plain.pem'), await exportSPKI(plain.publicKey))

const common = { audience: AUDIENCE, role_claim: 'groups' }
const shared = sharedServer({
  config: {
    sign_in: 'tokens',
    jwt: [
      { ...common, issuer: HOUSE, keys_file: file('house.json') },
      { ...common, issuer: RSA, keys_file: file('rsa.json') },
      { ...common, issuer: PLAIN, keys_file: file('plain.pem') },
    ],
  },
})

async function show(token: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${shared().url}/api/v2/stats`, {
    headers: { authorization: `Bearer ${token}` },
  })
  // What is refused says why; what is answered is no matter here.
  const { error } = (await response.json()) as { readonly error?: { readonly message: string } }
  return { status: response.status, text: error?.message ?? '' }
}

/** Where a header tells us to fetch keys from: nobody must come. */
let visits = 0
let trap = ''
beforeAll(async () => {
  const server = createServer((_request, response) => {
    visits++
    void stranger.keySet().then((keys) => response.end(keys))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  trap = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  return () => new Promise((done) => server.close(done))
})

const encode = (value: unknown): string => base64url.encode(JSON.stringify(value))
const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string]
const unsigned = (head: object): string => `${encode(head)}.${encode(goodClaims(HOUSE))}.`
const secretly = async (secret: string, head: object = {}): Promise<string> =>
  new SignJWT(goodClaims(HOUSE))
    .setProtectedHeader({ alg: 'HS256', kid: 'first', ...head })
    .sign(new TextEncoder().encode(secret))
const claims = (more: object): Promise<string> => house.sign(more as JWTPayload)
const now = (): number => Math.floor(Date.now() / 1000)

const SIGNATURE = /its signature is wrong/
const NO_KEY = /has not got|has no key/

/** How somebody might try to come in, and what they are told. */
const FORGED: readonly (readonly [what: string, make: () => string | Promise<string>, told: RegExp])[] = [
  ['alg none', () => unsigned({ alg: 'none' }), /signed by "none"/],
  ['alg None with a kid', () => unsigned({ alg: 'NoNe', kid: 'first' }), /signed by "NoNe"/],
  ['no alg', () => unsigned({ kid: 'first' }), /signed by/],
  ['alg that is a list', () => unsigned({ alg: ['ES256'] }), /signed by \["ES256"\]/],
  [
    'HMAC with the public key’s PEM',
    async () => secretly(await exportSPKI(rsa.publicKey)),
    /signed by "HS256"/,
  ],
  ['HMAC with the key set', async () => secretly(await house.keySet()), /signed by "HS256"/],
  ['HMAC with nothing', () => secretly('\0'.repeat(32)), /signed by "HS256"/],
  [
    'another algorithm with the same key',
    () =>
      new SignJWT(goodClaims(RSA)).setProtectedHeader({ alg: 'PS256', kid: 'rsa' }).sign(rsaAs('RSA-PSS')),
    /for which .* has no key/,
  ],
  [
    'a stronger hash with the same key',
    () =>
      new SignJWT(goodClaims(RSA))
        .setProtectedHeader({ alg: 'RS512', kid: 'rsa' })
        .sign(rsaAs('RSASSA-PKCS1-v1_5', 'SHA-512')),
    /for which .* has no key/,
  ],
  ['a stranger’s key with a known name', () => stranger.sign(), SIGNATURE],
  ['a stranger’s key without a name', () => stranger.sign({}, { kid: undefined }), SIGNATURE],
  ['another issuer’s key', () => rsa.sign({ iss: HOUSE }), NO_KEY],
  [
    'a key that the token brings',
    async () => stranger.sign({}, { jwk: await exportJWK(stranger.publicKey) }),
    SIGNATURE,
  ],
  ['a key from where the token says', () => stranger.sign({}, { jku: trap }), SIGNATURE],
  ['the same under a new name', () => stranger.sign({}, { jku: trap, kid: 'new' }), NO_KEY],
  ['a certificate from where the token says', () => stranger.sign({}, { x5u: trap }), SIGNATURE],
  ['a certificate that the token brings', () => stranger.sign({}, { x5c: ['MIIB'] }), SIGNATURE],
  ['kid that is a path', () => stranger.sign({}, { kid: '../../../../dev/null' }), NO_KEY],
  ['kid that is a question', () => stranger.sign({}, { kid: "' OR 1=1 --" }), NO_KEY],
  ['kid that every object has', () => stranger.sign({}, { kid: '__proto__' }), NO_KEY],
  ['kid that is no text', () => stranger.sign({}, { kid: { first: true } }), SIGNATURE],
  ['crit of something', () => critical({ crit: ['exp'], exp: now() }), /extensions/],
  ['crit of nothing', () => critical({ crit: [] }), /extensions/],
  ['a payload that is not encoded', () => critical({ crit: ['b64'], b64: false }), /extensions/],
  [
    'claims changed after the signature',
    async () => swap(await house.sign(), 1, encode(goodClaims(HOUSE, { groups: ['admin'] }))),
    SIGNATURE,
  ],
  [
    'head changed after the signature',
    async () => swap(await house.sign(), 0, encode({ alg: 'ES256' })),
    SIGNATURE,
  ],
  [
    'the signature of another token',
    async () => swap(await house.sign(), 2, parts(await house.sign({ sub: 'bo' }))[2]),
    SIGNATURE,
  ],
  ['no signature', async () => swap(await house.sign(), 2, ''), SIGNATURE],
  [
    'a signature of zeros',
    async () => swap(await house.sign(), 2, base64url.encode(new Uint8Array(64))),
    SIGNATURE,
  ],
  [
    'half a signature',
    async () => swap(await house.sign(), 2, parts(await house.sign())[2].slice(0, 43)),
    SIGNATURE,
  ],
  ['no end', () => claims({ exp: undefined }), /until when/],
  ['an end that is a text', () => claims({ exp: '9999999999' }), /until when|cannot be read/],
  ['an end beyond all dates', () => claims({ exp: 1e300 }), /until when/],
  ['an end that is negative', () => claims({ exp: -1 }), /until when/],
  ['a life of years', () => claims({ exp: now() + 5 * 366 * 86_400 }), /longer than/],
  [
    'a life of years that hides its beginning',
    () => claims({ iat: undefined, exp: now() + 366 * 86_400 }),
    /longer than/,
  ],
  ['expired', () => claims({ iat: now() - 1000, exp: now() - 300 }), /expired at .*, 5 min later: .*clocks/],
  [
    'from the future',
    () => claims({ iat: now() + 180 }),
    /becomes valid at .* clock says .*: one of the two clocks is off by 3 min/,
  ],
  ['not before', () => claims({ nbf: now() + 420 }), /off by 7 min/],
  ['a beginning that is none', () => claims({ nbf: 'now' }), /time|cannot be read/],
  ['for nobody', () => claims({ aud: undefined }), /is for nobody/],
  ['for somebody else', () => claims({ aud: 'grafana' }), /is for "grafana"/],
  ['for a name that begins like ours', () => claims({ aud: `${AUDIENCE}2` }), /aud/],
  ['for others only', () => claims({ aud: ['grafana', 'karma'] }), /is for \["grafana","karma"\]/],
  ['from nobody', () => claims({ iss: undefined }), /not trusted/],
  ['from a name with a slash more', () => claims({ iss: `${HOUSE}/` }), /not trusted/],
  ['from a name that every object has', () => claims({ iss: '__proto__' }), /not trusted/],
  ['from a list', () => claims({ iss: [HOUSE] }), /not trusted/],
  ['of nobody', () => claims({ sub: undefined }), /whose it is/],
  ['of an empty name', () => claims({ sub: '' }), /whose it is/],
  ['of a number', () => claims({ sub: 1 }), /whose it is/],
  ['of a name without end', () => claims({ sub: 'a'.repeat(300) }), /whose it is/],
  ['a logout token', () => house.sign({}, { typ: 'logout+jwt' }), /of the type/],
  ['a proof of possession', () => house.sign({}, { typ: 'dpop+jwt' }), /of the type/],
  ['a type that is no text', () => house.sign({}, { typ: ['JWT'] }), /of the type/],
  ['bound to a key that nobody shows', () => claims({ cnf: { jkt: 'x' } }), /bound to a key/],
  ['too long', () => claims({ more: 'x'.repeat(9_000) }), /characters/],
  ['claims that are a list', () => raw('[]'), /cannot be read/],
  ['claims that are nothing', () => raw('null'), /cannot be read/],
  ['claims that are no JSON', () => raw('{'), /cannot be read/],
  [
    'a head that is no JSON',
    async () => swap(await house.sign(), 0, base64url.encode('{')),
    /cannot be read/,
  ],
  [
    'encrypted',
    () =>
      new EncryptJWT(goodClaims(HOUSE))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(new Uint8Array(32)),
    /not known here/,
  ],
  ['two at once', async () => `${await house.sign()},${await house.sign()}`, /not known here/],
  ['two in a row', async () => `${await house.sign()} ${await house.sign()}`, /nobody is signed in/],
  ['nothing but dots', () => '..', /not known here/],
]

function swap(token: string, index: 0 | 1 | 2, part: string): string {
  return parts(token)
    .map((one, at) => (at === index ? part : one))
    .join('.')
}

/** The library does not sign what it would not verify. */
async function critical(head: object): Promise<string> {
  const input = `${encode({ alg: 'ES256', kid: 'first', ...head })}.${encode(goodClaims(HOUSE))}`
  return signed(input)
}

async function raw(payload: string): Promise<string> {
  return signed(`${encode({ alg: 'ES256', kid: 'first' })}.${base64url.encode(payload)}`)
}

async function signed(input: string): Promise<string> {
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const bytes = await crypto.subtle.sign(algorithm, house.privateKey, new TextEncoder().encode(input))
  return `${input}.${base64url.encode(new Uint8Array(bytes))}`
}

/** The same RSA key, for another algorithm. */
let rsaAs: (name: string, hash?: string) => CryptoKey
beforeAll(async () => {
  const jwk = await crypto.subtle.exportKey('jwk', rsa.privateKey)
  const { alg: _, ...bare } = jwk
  const made = new Map<string, CryptoKey>()
  for (const [name, hash] of [
    ['RSA-PSS', 'SHA-256'],
    ['RSASSA-PKCS1-v1_5', 'SHA-512'],
  ] as const)
    made.set(`${name} ${hash}`, await crypto.subtle.importKey('jwk', bare, { name, hash }, false, ['sign']))
  rsaAs = (name, hash = 'SHA-256') => made.get(`${name} ${hash}`) as CryptoKey
})

describe('nobody comes in with', () => {
  test.each(FORGED)('%s', async (_what, make, told) => {
    const { status, text } = await show(await make())
    expect([status, text]).toEqual([401, expect.stringMatching(told)])
    // What is refused teaches nothing for the next time, and does not turn away who is good.
    expect((await show(await house.sign())).status).toBe(200)
  })

  test('and no address in a token was ever asked', () => {
    expect(visits).toBe(0)
  })
})

test.each([
  ['as it is', () => house.sign()],
  ['for us among others', () => claims({ aud: ['grafana', AUDIENCE] })],
  ['without a kid', () => house.sign({}, { kid: undefined })],
  ['without a beginning', () => claims({ iat: undefined })],
  ['of a type', () => house.sign({}, { typ: 'at+JWT' })],
  ['of a clock that is a little ahead', () => claims({ iat: now() + 20 })],
  ['of RSA', () => rsa.sign()],
  ['of a key without a name', () => plain.sign({}, { kid: 'any', alg: 'EdDSA' })],
  ['with an address that nobody asks', () => house.sign({}, { jku: trap })],
] as const)('a good one comes in: %s', async (_what, make) => {
  const { status, text } = await show(await make())
  expect([status, text]).toEqual([200, expect.anything()])
})

test.each([
  ['no claim', { groups: undefined }, /no claim "groups"/],
  ['no value that means anything', { groups: ['payments', 'sre'] }, /says \["payments","sre"\]/],
  ['no values', { groups: [] }, /nothing of that gives a role/],
  ['a value that every object has', { groups: ['constructor'] }, /nothing of that gives a role/],
  ['a number', { groups: 4 }, /no claim "groups"/],
  ['a list with numbers', { groups: ['admin', 4] }, /no claim "groups"/],
] as const)('no role: %s', async (_what, more, told) => {
  const { status, text } = await show(await claims(more))
  expect([status, text]).toEqual([403, expect.stringMatching(told)])
})

test('a good one comes in as the password of Basic, too', async () => {
  const authorization = `Basic ${Buffer.from(`x:${await house.sign()}`).toString('base64')}`
  const response = await fetch(`${shared().url}/api/v2/stats`, { headers: { authorization } })
  expect(response.status).toBe(200)
})
