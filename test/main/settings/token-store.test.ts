import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTokenStore, type SecretStore } from '../../../src/main/settings/token-store.ts'
import { tempDir } from '../../support/temp-dir.ts'

const SERVER = 'https://watch.example.com'
const OTHER = 'https://other.example.com'

/** Seals by turning every bit and naming the key. */
class FakeSecrets implements SecretStore {
  state: 'safe' | 'unsafe' | 'none' = 'safe'
  key = 1
  seals = 0

  readonly availability = async () => this.state
  readonly seal = async (text: string): Promise<Uint8Array> => {
    this.seals++
    return Uint8Array.from([this.key, ...new TextEncoder().encode(text).map((byte) => byte ^ 0xff)])
  }
  readonly open = async (sealed: Uint8Array) => {
    if (sealed[0] === 0) throw new Error('another key')
    return {
      text: new TextDecoder().decode(sealed.slice(1).map((byte) => byte ^ 0xff)),
      reseal: sealed[0] !== this.key,
    }
  }
}

async function bench(secrets = new FakeSecrets()) {
  const file = join(await tempDir(), 'token.bin')
  const reported: unknown[] = []
  const open = () => openTokenStore({ file, secrets, report: (error) => reported.push(error) })
  return { file, secrets, reported, open, store: await open() }
}

test('a token is sealed, and there after a restart for its server alone', async () => {
  const { file, open, store } = await bench()
  expect(await store.set(`${SERVER}/`, 's3cret')).toEqual({ ok: true, value: 'stored' })
  const again = await open()
  for (const one of [store, again]) {
    expect(one.token(SERVER)).toBe('s3cret')
    expect(one.place(SERVER)).toBe('stored')
    expect(one.token(OTHER)).toBe(null)
    expect(one.token('http://watch.example.com')).toBe(null)
    expect(one.token(null)).toBe(null)
    expect(one.place(OTHER)).toBe('none')
  }
  expect((await readFile(file)).includes('s3cret')).toBe(false)
})

test.each(['unsafe', 'none'] as const)('with a store that is %s it stays in memory', async (state) => {
  const { file, secrets, open, store } = await bench()
  await store.set(SERVER, 'old')
  secrets.state = state
  expect(await store.set(SERVER, 'new')).toEqual({ ok: true, value: 'memory' })
  expect(store.token(SERVER)).toBe('new')
  expect(store.place(SERVER)).toBe('memory')
  expect(secrets.seals).toBe(1)
  // Neither the new one, nor the old one in its place.
  await expect(readFile(file)).rejects.toThrow('ENOENT')
  expect((await open()).token(SERVER)).toBe(null)
})

test('a store that is locked at the start keeps what it holds', async () => {
  const { secrets, open, store } = await bench()
  await store.set(SERVER, 's3cret')
  secrets.state = 'none'
  expect((await open()).token(SERVER)).toBe(null)
  secrets.state = 'safe'
  expect((await open()).token(SERVER)).toBe('s3cret')
})

test('it is sealed again when the key has changed', async () => {
  const { file, secrets, open, store } = await bench()
  await store.set(SERVER, 's3cret')
  secrets.key = 2
  expect((await open()).token(SERVER)).toBe('s3cret')
  expect((await readFile(file))[0]).toBe(2)
})

test('forgetting removes it from the disk', async () => {
  const { file, store } = await bench()
  await store.set(SERVER, 's3cret')
  expect(await store.set(SERVER, null)).toEqual({ ok: true, value: 'none' })
  expect(store.token(SERVER)).toBe(null)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
})

test('what was said last is what stays', async () => {
  const { open, store } = await bench()
  await Promise.all([store.set(SERVER, 'a'), store.set(SERVER, null), store.set(SERVER, 'b')])
  expect(store.token(SERVER)).toBe('b')
  expect((await open()).token(SERVER)).toBe('b')
  await Promise.all([store.set(SERVER, 'c'), store.set(SERVER, null)])
  expect((await open()).token(SERVER)).toBe(null)
})

test.each([
  Uint8Array.of(0, 1, 2),
  Uint8Array.of(1),
  Uint8Array.of(1, ...Buffer.from('{}').map((b) => b ^ 0xff)),
])('a file that cannot be opened is reported, and is no token', async (bytes) => {
  const { file, reported, open } = await bench()
  await writeFile(file, bytes)
  expect((await open()).token(SERVER)).toBe(null)
  expect(reported).toHaveLength(1)
})

test('a store that fails while sealing is reported, and the token stays in memory', async () => {
  const secrets = new FakeSecrets()
  const { reported, store } = await bench(
    Object.assign(secrets, { seal: () => Promise.reject(new Error('keyring locked')) }),
  )
  expect(await store.set(SERVER, 's3cret')).toEqual({ ok: true, value: 'memory' })
  expect(store.token(SERVER)).toBe('s3cret')
  expect(reported).toEqual([new Error('keyring locked')])
})
