import { formatTime, type Millis, parseTime } from '@watchfloor/contract'
import { readQuery } from '../../shared/query.ts'
import { parsePlace, useHashPath, useQuery } from './hash-location.ts'

/** Where the past is looked at; with `at` the board of that second, with `from` and `to` what began in between. */
export const HISTORY = '/history'

/** What stands in the query of the past beside the view. */
const OWN = ['at', 'alert', 'from', 'to', 'fingerprint', 'owner', 'fate', 'hour', 'offset'] as const

/** The moment that a place looks at; null when it is now. */
export function momentOf(path: string, query: string): Millis | null {
  if (path !== HISTORY) return null
  return parseTime(readQuery(query).get('at') ?? '') ?? null
}

/** Does this place look at a moment? */
export function isMoment(hash: string): boolean {
  const { path, query } = parsePlace(hash)
  return momentOf(path, query) !== null
}

/** The moment of the present place. */
export function useMoment(): Millis | null {
  const [path] = useHashPath()
  return momentOf(path, useQuery())
}

/** The past with this changed in its query; null takes a part away. */
export function pastPlace(change: Partial<Record<(typeof OWN)[number], string | null>>): string {
  const { path, query } = parsePlace(location.hash)
  const next = readQuery(path === HISTORY ? query : viewQuery(path, query))
  for (const [name, value] of Object.entries(change)) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  return `${HISTORY}?${next}`
}

/** The board of a moment, as it is looked at; what is asked of a span does not go along. */
export function momentPlace(at: Millis, alert: string | null = null): string {
  const none = { from: null, to: null, fingerprint: null, owner: null, fate: null, hour: null, offset: null }
  return pastPlace({ ...none, at: formatTime(at), alert })
}

/** A view's query in the past: what else stands in the present place's goes along. */
export function keepingPast(view: string): string {
  const before = readQuery(parsePlace(location.hash).query)
  const next = new URLSearchParams(view)
  for (const name of OWN) {
    const value = before.get(name)
    if (value !== null) next.set(name, value)
  }
  return next.toString()
}

/** Only a board's view goes along. */
function viewQuery(path: string, query: string): string {
  return path === '/' || path.startsWith('/alert/') ? query : ''
}

/** The alert whose detail lies over the past; null when there is none. */
export function openAlert(): string | null {
  const { path, query } = parsePlace(location.hash)
  return path === HISTORY ? readQuery(query).get('alert') : null
}

/** What began between two moments. */
export function partPlace(from: Millis, to: Millis): string {
  return pastPlace({ at: null, alert: null, from: formatTime(from), to: formatTime(to) })
}
