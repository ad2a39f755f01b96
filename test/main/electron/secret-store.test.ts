import type { SafeStorage } from 'electron'
import { expect, test } from 'vitest'
import { createSecretStore } from '../../../src/main/electron/secret-store.ts'

function fake(isAvailable: boolean, backend = 'unknown'): SafeStorage {
  return {
    isAsyncEncryptionAvailable: async () => isAvailable,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text: string) => Buffer.from(`sealed ${text}`),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: sealed.toString().slice(7),
      shouldReEncrypt: true,
    }),
  } as unknown as SafeStorage
}

test.each([
  ['linux', true, 'gnome_libsecret', 'safe'],
  ['linux', true, 'kwallet6', 'safe'],
  ['linux', true, 'basic_text', 'unsafe'],
  ['linux', true, 'unknown', 'none'],
  ['linux', false, 'gnome_libsecret', 'none'],
  ['darwin', true, 'unknown', 'safe'],
  ['win32', false, 'unknown', 'none'],
] as const)('on %s, available %s, with %s: %s', async (platform, isAvailable, backend, expected) => {
  const secrets = createSecretStore({ safeStorage: fake(isAvailable, backend), platform })
  expect(await secrets.availability()).toBe(expected)
})

test('it seals and opens', async () => {
  const secrets = createSecretStore({ safeStorage: fake(true), platform: 'darwin' })
  expect(await secrets.open(await secrets.seal('x'))).toEqual({ text: 'x', reseal: true })
})
