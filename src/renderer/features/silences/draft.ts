import {
  type BoardSilence,
  type Compiled,
  compileMatcher,
  formatTime,
  type Matcher,
  type Millis,
  matcherToData,
  type Operator,
  operatorOf,
  parseMatcher,
  type SaveSilenceRequest,
} from '@watchfloor/contract'

export const OPERATORS: readonly Operator[] = ['=', '!=', '=~', '!~']

/** One matcher as it is being written. */
export interface MatcherRow {
  readonly key: number
  readonly name: string
  readonly operator: Operator
  readonly value: string
}

/** The rows of a place's query (`filter`, repeatable); one empty row when it holds none. */
export function rowsOfQuery(query: string): readonly MatcherRow[] {
  const rows = new URLSearchParams(query).getAll('filter').flatMap((text, key) => {
    const matcher = parseMatcher(text)
    return matcher.ok ? [{ key, ...pick(matcher.value) }] : []
  })
  return rows.length > 0 ? rows : [emptyRow(0)]
}

export function rowsOfSilence(silence: Pick<BoardSilence, 'matchers'>): readonly MatcherRow[] {
  return silence.matchers.map((data, key) => ({
    key,
    name: data.name,
    value: data.value,
    operator: operatorOf(data),
  }))
}

export function emptyRow(key: number): MatcherRow {
  return { key, name: '', operator: '=', value: '' }
}

/** Each row compiled; a row in which nothing was written yet counts as absent. */
export function compileRows(rows: readonly MatcherRow[]): ReadonlyMap<number, Compiled<Matcher>> {
  return new Map(
    rows
      .filter(({ name, value }) => name.trim() !== '' || value !== '')
      .map((row) => [row.key, compileMatcher(row.name.trim(), row.operator, row.value)]),
  )
}

/** How long it lasts: a span from the moment it is made, or a wall-clock end. */
export type Length =
  | { readonly kind: 'span'; readonly ms: Millis }
  | { readonly kind: 'until'; readonly at: Millis | null }

export const SPANS: readonly { readonly label: string; readonly ms: Millis }[] = [
  { label: '30 min', ms: 30 * 60_000 },
  { label: '1 h', ms: 60 * 60_000 },
  { label: '2 h', ms: 2 * 60 * 60_000 },
  { label: '4 h', ms: 4 * 60 * 60_000 },
]
/** Two hours: long enough to work in, short enough to be forgotten safely. */
export const INITIAL_LENGTH: Length = { kind: 'span', ms: 2 * 60 * 60_000 }

/** When it ends; null while no end was chosen. */
export function endOf(length: Length, now: Millis): Millis | null {
  return length.kind === 'span' ? now + length.ms : length.at
}

export interface Draft {
  /** The silence to change; absent for a new one. */
  readonly id?: string | undefined
  readonly matchers: readonly Matcher[]
  readonly starts: Millis
  readonly ends: Millis
  readonly by: string
  readonly comment: string
  /** It ends as soon as what it hides now has resolved; absent: as it was. */
  readonly untilResolved?: boolean | undefined
  /** Whoever makes it has seen how much it hides, and said that this is meant. */
  readonly confirmed?: boolean
}

/** The body of `POST /api/v2/silences/save`. */
export function saveRequest(draft: Draft): SaveSilenceRequest {
  return {
    ...(draft.id === undefined ? {} : { id: draft.id }),
    matchers: draft.matchers.map(matcherToData),
    starts_at: formatTime(draft.starts),
    ends_at: formatTime(draft.ends),
    created_by: draft.by,
    comment: draft.comment,
    ...(draft.untilResolved === undefined ? {} : { until_resolved: draft.untilResolved }),
    ...(draft.confirmed === true ? { confirm: true } : {}),
  }
}

function pick({ name, operator, value }: Matcher): Omit<MatcherRow, 'key'> {
  return { name, operator, value }
}
