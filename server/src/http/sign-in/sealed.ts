import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from '../../access/session-secrets.ts'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** A text that only whoever has the secret reads, and nobody changes. */
export function sealed(text: string, secret: string, random: Random): string {
  const iv = random(IV_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(secret), iv)
  const inside = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), inside]).toString('base64')
}

/** Throws where another secret sealed it, or it was touched. */
export function opened(text: string, secret: string): string {
  const bytes = Buffer.from(text, 'base64')
  const [iv, rest] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES)]
  const decipher = createDecipheriv(CIPHER, keyOf(secret), iv, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(rest.subarray(0, TAG_BYTES))
  return Buffer.concat([decipher.update(rest.subarray(TAG_BYTES)), decipher.final()]).toString('utf8')
}

/** Another one than its hash, which stands beside what is sealed. */
function keyOf(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'watchfloor half-done sign-in', 32))
}
