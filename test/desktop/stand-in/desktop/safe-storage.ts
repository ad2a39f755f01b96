import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type Electron from 'electron'
import { app } from '../main/app.ts'
import { guarded } from '../not-implemented.ts'

const BACKENDS = ['gnome_libsecret', 'basic_text', 'none'] as const
const NONCE = 12
const TAG = 16
/** Chromium's plain-text store encrypts with a key that anybody can know. */
const KNOWN_KEY = Buffer.alloc(32, 'peanuts')

/** Which system store the tests want, by `STAND_IN_SECRETS`. */
function backend(): (typeof BACKENDS)[number] {
  const given = process.env.STAND_IN_SECRETS ?? 'gnome_libsecret'
  const known = BACKENDS.find((name) => name === given)
  if (known === undefined) throw new Error(`stand-in: STAND_IN_SECRETS is one of ${BACKENDS.join(', ')}`)
  return known
}

/** A file beside the app's data stands in for the keyring: with the data alone, nobody reads a secret. */
function key(): Buffer {
  if (backend() === 'basic_text') return KNOWN_KEY
  const userData = app.getPath('userData')
  const file = process.env.STAND_IN_KEYRING ?? join(dirname(userData), `${app.name}.stand-in-keyring`)
  try {
    return readFileSync(file)
  } catch {
    const made = randomBytes(32)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, made, { mode: 0o600 })
    return made
  }
}

function requireStore(): void {
  if (!app.isReady()) throw new Error('safeStorage cannot be used before app is ready')
  if (backend() === 'none') throw new Error('Encryption is not available')
}

/** `safeStorage`, its asynchronous calls. */
export const safeStorage: Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
> = guarded(
  {
    isAsyncEncryptionAvailable: async () => backend() !== 'none',
    getSelectedStorageBackend: () => {
      const selected = backend()
      return selected === 'none' ? 'unknown' : selected
    },
    encryptStringAsync: async (text: string) => {
      requireStore()
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key(), nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    decryptStringAsync: async (encrypted: Buffer) => {
      requireStore()
      const decipher = createDecipheriv('aes-256-gcm', key(), encrypted.subarray(0, NONCE))
      decipher.setAuthTag(encrypted.subarray(NONCE, NONCE + TAG))
      const text = Buffer.concat([decipher.update(encrypted.subarray(NONCE + TAG)), decipher.final()])
      return { result: text.toString('utf8'), shouldReEncrypt: false }
    },
  },
  'safeStorage',
)
