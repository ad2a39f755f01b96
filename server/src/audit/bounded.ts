import { createHash } from 'node:crypto'
import type { AuditListed } from '@watchfloor/contract'

/** So many are named one by one. */
export const NAMED = 20
/** So long may what an entry says of one thing be, characters of JSON. */
const MOST_CHARACTERS = 4_096
const MOST_WORDS = 300

/** What an act was done to, bounded: whoever has the whole list can prove by its hash that it was this one. */
export function listed(ids: readonly string[]): AuditListed {
  const named = ids.slice(0, NAMED).map((id) => words(id))
  if (named.length === ids.length) return { ids: named, count: ids.length }
  const hash = createHash('sha256').update(ids.join('\n')).digest('hex')
  return { ids: named, count: ids.length, hash }
}

/** A value as it is, or its beginning as text when it is too long; what was cut off is said by a hash of the whole. */
export function bounded(value: unknown): unknown {
  const text = JSON.stringify(value)
  if (text === undefined || text.length <= MOST_CHARACTERS) return value
  const hash = createHash('sha256').update(text).digest('hex')
  return { cut: text.slice(0, MOST_CHARACTERS).toWellFormed(), characters: text.length, hash }
}

/** A text of somebody else, short enough. */
export function words(text: string): string {
  return text.length <= MOST_WORDS ? text : `${text.slice(0, MOST_WORDS).toWellFormed()}…`
}
