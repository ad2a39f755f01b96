import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { formatTime, type Millis } from '@watchfloor/contract'
import type { ChainEnd } from './entry.ts'

/** What retention leaves of the entries that it deletes: where the chain goes on, signed. */
export interface Checkpoint {
  /** JSON of `CheckpointText`; what is signed. */
  readonly text: string
  readonly signature: string
  /** Of whom signed it, in base64. */
  readonly publicKey: string
}

export interface CheckpointText extends ChainEnd {
  readonly what: 'watchfloor audit checkpoint'
  readonly at: string
}

export interface Signer {
  readonly publicKey: string
  readonly sign: (end: ChainEnd, at: Millis) => Checkpoint
}

/** Signs with a key as PEM (PKCS 8, Ed25519); throws when it is none. */
export function signerOf(pem: string): Signer {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key')
  const publicKey = publicText(createPublicKey(key))
  return {
    publicKey,
    sign: ({ sequence, hash }, at) => {
      const said: CheckpointText = {
        what: 'watchfloor audit checkpoint',
        sequence,
        hash,
        at: formatTime(at),
      }
      const text = JSON.stringify(said)
      return { text, signature: sign(null, Buffer.from(text), key).toString('base64'), publicKey }
    },
  }
}

/** A new key, as PEM. */
export function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Where the chain goes on; undefined when it was not signed by the key that it names. */
export function readCheckpoint({ text, signature, publicKey }: Checkpoint): ChainEnd | undefined {
  try {
    const key = createPublicKey({ key: fromBase64(publicKey), type: 'spki', format: 'der' })
    if (!verify(null, Buffer.from(text), key, fromBase64(signature))) return undefined
    const { what, sequence, hash } = JSON.parse(text) as CheckpointText
    return what === 'watchfloor audit checkpoint' ? { sequence, hash } : undefined
  } catch {
    return undefined
  }
}

/** Throws when another text means the same bytes: one that was touched is not as it was signed. */
function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw new Error('it is no base64')
  return bytes
}

function publicText(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}
