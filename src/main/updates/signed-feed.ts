import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { parseStatement, type Statement } from './statement.ts'

// A feed is one text file: the signature in base64 (Ed25519) on its first line, and below it the statement as JSON,
// for people to read too. One file, so that signature and statement are never of different releases.

/** Signed with the statement, so that no signature over something else can be taken for one of these. */
const PURPOSE = Buffer.from('watchfloor desktop feed 1\n')

export type OpenedFeed =
  | { readonly ok: true; readonly statement: Statement }
  /** `signature`: none of our keys signed it. `unreadable`: one did, but it is of a form that this app does not know. */
  | { readonly ok: false; readonly why: 'signature' | 'unreadable' }

/** Reads a feed whose signature is of one of these keys; not a byte of another one is interpreted. */
export function openFeed(bytes: Uint8Array, keys: readonly string[]): OpenedFeed {
  const cut = bytes.indexOf(0x0a)
  const signature = Buffer.from(Buffer.from(bytes.subarray(0, Math.max(0, cut))).toString('latin1'), 'base64')
  const text = bytes.subarray(cut + 1)
  const message = Buffer.concat([PURPOSE, text])
  const isOurs = keys.some((key) => verify(null, message, publicKey(key), signature))
  if (cut < 0 || !isOurs) return { ok: false, why: 'signature' }
  try {
    const parsed = parseStatement(JSON.parse(Buffer.from(text).toString()))
    return parsed.ok ? { ok: true, statement: parsed.value } : { ok: false, why: 'unreadable' }
  } catch {
    return { ok: false, why: 'unreadable' }
  }
}

/** The bytes of a feed. */
export function sealFeed(statement: Statement, key: KeyObject): Uint8Array {
  const text = Buffer.from(`${JSON.stringify(statement, null, 2)}\n`)
  const signature = sign(null, Buffer.concat([PURPOSE, text]), key).toString('base64')
  return Buffer.concat([Buffer.from(`${signature}\n`), text])
}

/** The private half from its PEM text; `passphrase` where the file is encrypted. */
export function privateKey(pem: string, passphrase?: string): KeyObject {
  return createPrivateKey(passphrase === undefined ? { key: pem } : { key: pem, passphrase })
}

/** The public half in the form that the app carries: SPKI, base64, one line. */
export function publicHalf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
}

function publicKey(text: string): KeyObject {
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
}
