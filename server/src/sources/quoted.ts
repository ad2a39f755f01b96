import { describe } from './read-alert.ts'

/** The longest quotation, in UTF-16 units. */
const MOST = 100

/**
 * What a sender wrote, as JSON, for a message; the begin of what is long, so that what to do about it is still read.
 * An object or a list is only named: it may be nested deeper than can be written.
 */
export function quoted(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return describe(value)
  const text = JSON.stringify(value)
  return text.length <= MOST ? text : `${text.slice(0, MOST).toWellFormed()}…`
}
