import type { SafeStorage } from 'electron'
import type { SecretStore } from '../settings/token-store.ts'

export interface SecretStoreOptions {
  readonly safeStorage: SafeStorage
  readonly platform: string
}

/** The keychain, DPAPI, or the desktop's keyring. Only after the app is ready. */
export function createSecretStore({ safeStorage, platform }: SecretStoreOptions): SecretStore {
  return {
    availability: async () => {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'none'
      if (platform !== 'linux') return 'safe'
      const backend = safeStorage.getSelectedStorageBackend()
      // Without a keyring Chromium "encrypts" with a password that is the same everywhere.
      if (backend === 'basic_text') return 'unsafe'
      return backend === 'unknown' ? 'none' : 'safe'
    },
    seal: (text) => safeStorage.encryptStringAsync(text),
    open: async (sealed) => {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed))
      return { text: result, reseal: shouldReEncrypt }
    },
  }
}
