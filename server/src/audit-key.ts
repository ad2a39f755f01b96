import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { formatTime, type Millis } from '@watchfloor/contract'
import { newKey, type Signer, signerOf } from './audit/checkpoint.ts'

/**
 * The key that signs what retention leaves of the audit log: made at the first start, and nobody's but this user's to
 * read. One that is no key is put aside, and said.
 */
export function openAuditKey(file: string, now: Millis, onDamaged: (aside: string) => void): Signer {
  if (existsSync(file)) {
    try {
      return signerOf(readFileSync(file, 'utf8'))
    } catch {
      const aside = `${file}.damaged-${formatTime(now).replaceAll(/[^0-9]/g, '')}`
      renameSync(file, aside)
      onDamaged(aside)
    }
  }
  const pem = newKey()
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, pem)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  return signerOf(pem)
}
