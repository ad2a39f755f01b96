import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import { formatTime, type Millis } from '@watchfloor/contract'
import { contextOf } from './context.ts'

/** Where a certificate and its key are. */
export interface PairFiles {
  readonly certificate_file: string
  readonly key_file: string
}

/** A certificate and its key that fit, and may be shown now. */
export interface Pair {
  readonly certificate: string
  readonly key: string
  /** Whom it is for, as people read it. */
  readonly names: string
  /** Is it for this name, or address? */
  readonly covers: (host: string) => boolean
  readonly expiresAt: Millis
  /** May every user of this machine read the key? */
  readonly isKeyOpen: boolean
}

export type ReadPair =
  | { readonly ok: true; readonly pair: Pair }
  /** What is wrong, where, and what to do. */
  | { readonly ok: false; readonly where: string; readonly message: string }

/** Reads both files and judges them together. Whatever is wrong is a value: nobody is called at night for a typo. */
export function readPair(files: PairFiles, now: Millis): ReadPair {
  for (const [one, other] of [
    ['certificate_file', 'key_file'],
    ['key_file', 'certificate_file'],
  ] as const) {
    if (files[one] !== '') continue
    return flaw(one, `missing, and tls.${other} is given: a server needs both to speak TLS`)
  }
  const certificate = read('certificate_file', files)
  if (!certificate.ok) return certificate
  const key = read('key_file', files)
  if (!key.ok) return key
  return judge(files, certificate.text, key.text, now)
}

function judge(files: PairFiles, certificate: string, key: string, now: Millis): ReadPair {
  const chain = certificatesIn(certificate)
  const [own] = chain ?? []
  if (chain === undefined || own === undefined) {
    const what = `${files.certificate_file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)`
    return flaw('certificate_file', `${what}; convert it, or name another file`)
  }
  const secret = keyIn(key)
  if (typeof secret === 'string') return flaw('key_file', `${files.key_file} ${secret}`)
  if (!own.checkPrivateKey(secret)) {
    const isLater = chain.some((one) => one.checkPrivateKey(secret))
    return isLater
      ? flaw(
          'certificate_file',
          `${files.certificate_file} begins with another certificate than this server’s own; put that first, and those that lead to its authority below it`,
        )
      : flaw(
          'key_file',
          `${files.key_file} is not the key of ${files.certificate_file} (${namesOf(own)}); name the two that were made together`,
        )
  }
  const from = own.validFromDate.getTime()
  const expiresAt = own.validToDate.getTime()
  if (expiresAt <= now) {
    const when = formatTime(expiresAt)
    return flaw('certificate_file', `${files.certificate_file} expired at ${when}; put a new one there`)
  }
  if (from > now) {
    const when = formatTime(from)
    const remedy = `is this machine’s clock right (${formatTime(now)})?`
    return flaw('certificate_file', `${files.certificate_file} holds from ${when} on; ${remedy}`)
  }
  try {
    createSecureContext(contextOf({ certificate, key }))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return flaw(
      'certificate_file',
      `${files.certificate_file} cannot be used: ${reason}; make a stronger one`,
    )
  }
  const isKeyOpen = process.platform !== 'win32' && (statSync(files.key_file).mode & 0o004) !== 0
  const covers = (host: string): boolean =>
    (isIP(host) === 0 ? own.checkHost(host) : own.checkIP(host)) !== undefined
  return { ok: true, pair: { certificate, key, names: namesOf(own), covers, expiresAt, isKeyOpen } }
}

function read(
  which: keyof PairFiles,
  files: PairFiles,
): { readonly ok: true; readonly text: string } | (ReadPair & { readonly ok: false }) {
  try {
    return { ok: true, text: readFileSync(files[which], 'utf8') }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const file = files[which]
    if (code === 'ENOENT') return flaw(which, `${file} is not there; name the file that is`)
    if (code === 'EACCES')
      return flaw(which, `${file} may not be read by the user whom the server runs as; let that user read it`)
    return flaw(which, `${file} cannot be read: ${message}`)
  }
}

function flaw(which: keyof PairFiles, message: string) {
  return { ok: false, where: `tls.${which}`, message } as const
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Undefined where one of them is none. */
function certificatesIn(text: string): readonly X509Certificate[] | undefined {
  try {
    return (text.match(BLOCK) ?? []).map((block) => new X509Certificate(block))
  } catch {
    return undefined
  }
}

/** The key; what is wrong with it where it is none that can be used. */
function keyIn(text: string): KeyObject | string {
  if (/ENCRYPTED/.test(text))
    return 'is encrypted; take its password off, and let nobody but the server read it'
  try {
    return createPrivateKey(text)
  } catch {
    return 'holds no private key in PEM (-----BEGIN PRIVATE KEY-----); convert it, or name another file'
  }
}

function namesOf({ subjectAltName, subject }: X509Certificate): string {
  return (subjectAltName ?? subject).replaceAll(/DNS:|IP Address:/g, '').replaceAll('\n', ', ')
}
