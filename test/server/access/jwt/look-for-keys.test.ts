import { generateKeyPairSync } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { exportJWK } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { lookAtAddress, lookInFile } from '../../../../server/src/access/jwt/look-for-keys.ts'
import { ALGORITHMS, readKeys } from '../../../../server/src/access/jwt/verification-keys.ts'
import { testIssuer } from '../../../support/sign-in/issuer.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const house = await testIssuer('https://house.example')

async function provider(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
}

test.each<readonly [string, RequestListener, string]>([
  [
    'elsewhere',
    (_, answer) => void answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'redirect',
  ],
  ['an error', (_, answer) => void answer.writeHead(500).end(), 'it answered 500'],
  ['without end', (_, answer) => void flood(answer), 'larger than 1000000 bytes'],
  ['a page', (_, answer) => void answer.end('<html>'), 'no key can be used'],
  ['another shape', (_, answer) => void answer.end('{"keys":{}}'), 'array'],
  ['no keys', (_, answer) => void answer.end('{"keys":[]}'), 'there is none in it'],
  ['never', () => {}, 'did not answer in time'],
  ['half', (_, answer) => void answer.write('{'), 'timeout'],
])('a provider that answers %s is not believed', async (_what, listener, told) => {
  const patience = told.includes('time') ? 200 : undefined
  const look = lookAtAddress(await provider(listener), ALGORITHMS, patience)
  await expect(look()).rejects.toThrow(told)
})

function flood(answer: import('node:http').ServerResponse): void {
  const more = (): void => {
    while (!answer.destroyed && answer.write(' '.repeat(65_536)));
    if (!answer.destroyed) answer.once('drain', more)
  }
  more()
}

test('a file is read again when it has changed, and one that is broken throws', async () => {
  const file = join(await tempDir(), 'keys.json')
  const look = lookInFile(file, ALGORITHMS)
  await expect(look()).rejects.toThrow('ENOENT')
  await writeFile(file, await house.keySet())
  const first = await look()
  expect(first).toHaveLength(1)
  expect(await look()).toBe(first)
  await writeFile(`${file}.new`, await (await testIssuer('x', 'RS256', 'other')).keySet())
  await rename(`${file}.new`, file)
  expect(await look()).toMatchObject([{ kid: 'other', algorithm: 'RS256' }])
  await writeFile(file, '{"keys"')
  await expect(look()).rejects.toThrow('neither JSON nor PEM')
})

const pem = (kind: 'public' | 'private', bits: number): string => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return kind === 'public'
    ? publicKey.export({ type: 'spki', format: 'pem' }).toString()
    : privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
const set = (...keys: readonly object[]): string => JSON.stringify({ keys })

test.each<readonly [string, () => string | Promise<string>, string]>([
  ['secrets that both sides share', () => set({ kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }), 'secrets'],
  ['a private key', async () => set(await exportJWK(house.privateKey)), 'private'],
  ['a private key in PEM', () => pem('private', 2048), 'private'],
  ['a weak key', () => pem('public', 1024), 'at least 2048 bits'],
  [
    'a key for encryption',
    async () => set({ ...(await exportJWK(house.publicKey)), use: 'enc' }),
    'it is for enc',
  ],
  [
    'a key to sign with',
    async () => set({ ...(await exportJWK(house.publicKey)), key_ops: ['sign'] }),
    'for sign',
  ],
  [
    'an algorithm that nobody knows',
    async () => set({ ...(await exportJWK(house.publicKey)), alg: 'HS256' }),
    'algorithm',
  ],
  ['a curve that nobody knows', () => set({ kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA' }), 'algorithm'],
  ['a point that is not on its curve', () => set({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }), 'no key'],
  ['PEM that is none', () => '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'no key'],
  ['more than a hundred', async () => set(...Array(101).fill(await exportJWK(house.publicKey))), '/keys'],
  ['nothing', () => '', 'none in it'],
])('no key: %s', async (_what, make, told) => {
  expect(await readKeys(await make(), ALGORITHMS)).toEqual({
    ok: false,
    error: expect.stringContaining(told),
  })
})

test('each key has one algorithm: its own, its curve’s, or what the settings say first for RSA', async () => {
  const { alg: _, ...rsa } = await exportJWK((await testIssuer('x', 'RS256')).publicKey)
  const { alg: __, ...ec } = await exportJWK(house.publicKey)
  const algorithms = async (some: Parameters<typeof readKeys>[1]): Promise<unknown> => {
    const read = await readKeys(
      set({ ...rsa, kid: 'r' }, { ...ec, kid: 'e' }, { ...rsa, kid: 'p', alg: 'PS384' }),
      some,
    )
    return read.ok && read.value.map(({ kid, algorithm }) => `${kid} ${algorithm}`)
  }
  expect(await algorithms(ALGORITHMS)).toEqual(['r RS256', 'e ES256', 'p PS384'])
  expect(await algorithms(['PS512', 'PS384'])).toEqual(['r PS512', 'p PS384'])
})
