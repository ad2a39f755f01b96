import { open } from 'node:fs/promises'
import type { Look } from './key-source.ts'
import { type Algorithm, readKeys, type VerificationKey } from './verification-keys.ts'

/** A set of a hundred keys takes a tenth of it. */
const MOST_BYTES = 1_000_000
const PATIENCE_MS = 5_000

/** Keys at a provider's address: whoever answers from elsewhere, at length, or late is not believed. */
export function lookAtAddress(url: string, algorithms: readonly Algorithm[], patience = PATIENCE_MS): Look {
  return async () => {
    const response = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(patience),
    }).catch((error: unknown) => {
      throw new Error(reasonOf(error))
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new Error(`it answered ${response.status}`)
    }
    return keysOrThrow(await readTo(MOST_BYTES, response.body), algorithms)
  }
}

/** Keys in a file, read again only when it has changed. */
export function lookInFile(file: string, algorithms: readonly Algorithm[]): Look {
  let seen = ''
  let keys: readonly VerificationKey[] = []
  return async () => {
    const handle = await open(file)
    try {
      const { ino, size, mtimeMs } = await handle.stat()
      if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`)
      const sign = `${ino} ${size} ${mtimeMs}`
      if (sign === seen) return keys
      keys = await keysOrThrow(await handle.readFile('utf8'), algorithms)
      seen = sign
      return keys
    } finally {
      await handle.close()
    }
  }
}

async function keysOrThrow(
  given: string,
  algorithms: readonly Algorithm[],
): Promise<readonly VerificationKey[]> {
  const read = await readKeys(given, algorithms)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

async function readTo(most: number, body: ReadableStream<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > most) throw new Error(`its answer is larger than ${most} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

/** What lies under "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it did not answer in time'
  return error.cause instanceof Error ? error.cause.message : error.message
}
