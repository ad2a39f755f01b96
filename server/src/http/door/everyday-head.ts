import type { Asked } from './asked.ts'

/** The head of a request, and how many bytes follow it. */
export interface EverydayHead extends Omit<Asked, 'socket'> {
  readonly length: number
  /** What stands before and after the digits of its length. */
  readonly around: readonly [before: string, after: string]
}

/** Without the empty line at its end; Node takes 16 KiB. */
const LONGEST = 4_096
const REQUEST_LINE = /^POST (\/[\x21-\x7e]*) HTTP\/1\.1$/
const FIELD = /^([A-Za-z][A-Za-z0-9-]*): ?([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/
const LENGTH = /^(?:0|[1-9]\d{0,8})$/
const UP_TO_LENGTH = /^.*?\r\ncontent-length: ?/is
/**
 * Fields that say how a body is framed, what follows it or what is to be said before it comes; and the one of which Node
 * makes a list.
 */
const UNUSUAL = new Set([
  'expect',
  'http2-settings',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Reads the head of a request where it can be read in one way only; undefined for whatever is unusual, though it may be
 * right. It takes much less than RFC 9112 allows: a `POST` of HTTP/1.1 with one `Host` and one `Content-Length` in
 * digits, each field once, of letters and visible ASCII, nothing folded, empty or framed otherwise. What it takes, Node's
 * parser takes, too, and reads as the same.
 */
export function everydayHead(text: string): EverydayHead | undefined {
  if (text.length > LONGEST) return undefined
  const [requestLine = '', ...fields] = text.split('\r\n')
  const url = REQUEST_LINE.exec(requestLine)?.[1]
  if (url === undefined) return undefined
  const headers: Record<string, string> = {}
  const rawHeaders: string[] = []
  for (const field of fields) {
    const [, name, value] = FIELD.exec(field) ?? []
    if (name === undefined || value === undefined) return undefined
    const key = name.toLowerCase()
    // What every object has (`constructor`) is no everyday name either.
    if (key in headers || UNUSUAL.has(key)) return undefined
    headers[key] = value
    rawHeaders.push(name, value)
  }
  const { host, connection = 'keep-alive', 'content-length': length = '' } = headers
  if (host === undefined || connection.toLowerCase() !== 'keep-alive' || !LENGTH.test(length))
    return undefined
  const [upToDigits = ''] = UP_TO_LENGTH.exec(text) ?? []
  return {
    method: 'POST',
    url,
    httpVersion: '1.1',
    headers,
    rawHeaders,
    length: Number(length),
    around: [upToDigits, text.slice(upToDigits.length + length.length)],
  }
}

/** The length in a head that is the same as another one but for that; undefined in every other. */
export function lengthWithin(text: string, [before, after]: EverydayHead['around']): number | undefined {
  if (!text.startsWith(before) || !text.endsWith(after)) return undefined
  const digits = text.slice(before.length, text.length - after.length)
  return LENGTH.test(digits) ? Number(digits) : undefined
}
