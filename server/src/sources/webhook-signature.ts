import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Millis } from '@watchfloor/contract'

/** How far the time in a signature may be from ours, either way, ms: older messages could have been recorded. */
export const TOLERANCE_MS = 5 * 60_000

/** How the sender's messages are signed: the secret, and the names of its headers. */
export interface Signing {
  readonly secret: string
  readonly header: string
  /** Header with the time of signing in Unix seconds, which is signed too; empty when the sender sends none. */
  readonly timestampHeader: string
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * What tells one signing from every other; undefined where the time is no part of it: then a message that is repeated
 * because its alerts go on has the same signature.
 */
export function signingOf({ header, timestampHeader }: Signing, headers: Headers): string | undefined {
  const given = headers[header.toLowerCase()]
  return timestampHeader === '' || typeof given !== 'string' ? undefined : given.toLowerCase()
}

/**
 * Checks the HMAC-SHA256 that Grafana signs webhooks with: lower or upper case hex over the raw body, or over the time
 * in seconds, a colon and the body when a header for the time is configured. Undefined means that the signature is
 * good; otherwise what is wrong and what to do. Takes the same time wherever a wrong signature differs.
 */
export function signatureProblem(
  signing: Signing,
  headers: Headers,
  body: Buffer,
  now: Millis,
): string | undefined {
  const { secret, header, timestampHeader } = signing
  const given = headers[header.toLowerCase()]
  if (given === undefined || given === '') {
    return `the header ${header} is missing: this server takes Grafana’s messages only when they are signed; set the secret in the contact point under HMAC Signature`
  }
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) {
    return `the header ${header} is not an HMAC-SHA256 in hex (64 digits)`
  }
  const hmac = createHmac('sha256', secret)
  if (timestampHeader !== '') {
    const time = headers[timestampHeader.toLowerCase()]
    if (time === undefined || time === '') {
      return `the header ${timestampHeader} is missing: set it as timestamp header in the contact point, or remove grafana.timestamp_header here`
    }
    if (typeof time !== 'string' || !/^\d{1,12}$/.test(time)) {
      return `the header ${timestampHeader} is not a time in Unix seconds`
    }
    const off = Number(time) * 1000 - now
    if (Math.abs(off) > TOLERANCE_MS) {
      const seconds = Math.round(Math.abs(off) / 1000)
      return `the message was signed ${seconds} s ${off < 0 ? 'ago' : 'in the future'} by this server’s clock, and 300 s are allowed; set the clocks of both machines`
    }
    hmac.update(`${time}:`)
  }
  if (timingSafeEqual(hmac.update(body).digest(), Buffer.from(given, 'hex'))) return undefined
  const timed =
    timestampHeader === ''
      ? '; if the contact point has a timestamp header, name it in grafana.timestamp_header'
      : ''
  return `the signature in ${header} does not fit the body: the secret in the contact point and the one in grafana.secret_file must be the same${timed}`
}
