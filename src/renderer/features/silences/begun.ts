import { parseAsked } from '@watchfloor/contract'
import { readQuery } from '../../../shared/query.ts'
import { INITIAL_LENGTH, type Length } from './draft.ts'
import { emptyRow, type MatcherRow, rowsOfMatchers } from './matcher-list.ts'

/** The longest time that a link may ask for. */
const LONGEST_MINUTES = 366 * 24 * 60

/** A form as a link begins it. */
export interface Begun {
  readonly rows: readonly MatcherRow[]
  readonly comment: string
  readonly length: Length
  /** What of the link cannot be read, with the reason: then none of its matchers was taken (S28). */
  readonly unread: readonly string[]
  /** What of the link means nothing here. */
  readonly unused: readonly string[]
}

/** Reads the query of the place: `filter` (repeatable, one matcher or a list in braces), `comment` and `minutes`. */
export function begunBy(query: string): Begun {
  const given = readQuery(query)
  const filters = given.getAll('filter')
  const asked = parseAsked(filters)
  const minutes = Number(given.get('minutes') ?? '')
  const isLength = Number.isFinite(minutes) && minutes >= 1 && minutes <= LONGEST_MINUTES
  return {
    rows: asked.ok && asked.value.length > 0 ? rowsOfMatchers(asked.value) : [emptyRow(0)],
    comment: given.get('comment') ?? '',
    length: isLength ? { kind: 'span', ms: minutes * 60_000 } : INITIAL_LENGTH,
    unread: [
      ...given.getAll('unread'),
      ...(asked.ok ? [] : [`the matchers ${filters.join(' ')}: ${asked.error}`]),
    ],
    unused: given.getAll('unused'),
  }
}
