import {
  type BoardSilence,
  type CompiledAll,
  compiledAll,
  compileSilenceMatcher,
  type Matcher,
  type MatcherData,
  matcherToData,
  type Operator,
  operatorOf,
} from '@watchfloor/contract'

export const OPERATORS: readonly Operator[] = ['=', '!=', '=~', '!~']

/** One matcher as it is being written. */
export interface MatcherRow {
  readonly key: number
  readonly name: string
  readonly operator: Operator
  readonly value: string
}

export function rowsOfSilence(silence: Pick<BoardSilence, 'matchers'>): readonly MatcherRow[] {
  return silence.matchers.map((data, key) => ({
    key,
    name: data.name,
    value: data.value,
    operator: operatorOf(data),
  }))
}

export function rowsOfMatchers(matchers: readonly Matcher[]): readonly MatcherRow[] {
  return rowsOfSilence({ matchers: matchers.map(matcherToData) })
}

export function emptyRow(key: number): MatcherRow {
  return { key, name: '', operator: '=', value: '' }
}

/** The rows as they are sent, to the letter, whether this page can read them or not. */
export function dataOfRows(rows: readonly MatcherRow[]): readonly MatcherData[] {
  return written(rows).map(({ name, operator, value }) => ({
    name,
    value,
    is_regex: operator.endsWith('~'),
    is_equal: operator.startsWith('='),
  }))
}

/** All rows compiled, or none (S28); and of each that cannot be read, why. */
export interface ReadRows {
  readonly all: CompiledAll
  readonly wrong: ReadonlyMap<number, string>
}

export function readRows(rows: readonly MatcherRow[]): ReadRows {
  const each = written(rows)
  const compile = ({ name, operator, value }: MatcherRow) => compileSilenceMatcher(name, operator, value)
  const all = compiledAll(each, compile)
  const wrong = new Map<number, string>()
  for (const row of each) {
    const compiled = compile(row)
    if (!compiled.ok) wrong.set(row.key, compiled.error)
  }
  const first = all.ok ? undefined : each[all.index]
  if (!all.ok && first !== undefined && !wrong.has(first.key)) wrong.set(first.key, all.error)
  return { all, wrong }
}

/** A row in which nothing was written yet counts as absent. */
function written(rows: readonly MatcherRow[]): readonly MatcherRow[] {
  return rows.filter(({ name, value }) => name.trim() !== '' || value !== '')
}
