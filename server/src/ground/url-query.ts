import { isUtf8 } from 'node:buffer'
import type { Parsed } from '@watchfloor/contract'

const ESCAPED = /%([0-9a-f]{2})/gi

/**
 * The query of a URL, parsed explicitly: nothing is coerced on the way. Escaped bytes that are no text are refused: with
 * something else in their place `city!=M%FCnchen` would be true of Munich too.
 */
export function queryIn(url: string): Parsed<URLSearchParams> {
  const mark = url.indexOf('?')
  const given = mark < 0 ? '' : url.slice(mark + 1)
  const bytes = given.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (bytes !== given && !isUtf8(Buffer.from(bytes, 'latin1')))
    return { ok: false, error: 'the query is not UTF-8' }
  return { ok: true, value: new URLSearchParams(given) }
}

interface WholeNumber {
  readonly name: string
  readonly bounds: { readonly initial: number; readonly least: number; readonly most: number }
}

/** A whole number within its bounds, or what is wrong with it. */
export function wholeNumber(query: URLSearchParams, { name, bounds }: WholeNumber): number | string {
  const text = query.get(name)
  if (text === null) return bounds.initial
  const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= bounds.least && value <= bounds.most) return value
  return `${name} must be a whole number from ${bounds.least} to ${bounds.most}, not ${JSON.stringify(text)}`
}
