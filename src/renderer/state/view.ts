import {
  type BoardAlert,
  LEVELS,
  type Level,
  type Matcher,
  matchesAll,
  parseMatcher,
} from '@watchfloor/contract'
import { SORTS, type Sort } from './rows.ts'

/** What a person looks at: it stands in the query, so that every view is a link. */
export interface View {
  /** Alertmanager matchers, ANDed, as written. */
  readonly filter: readonly string[]
  /** Words that must all appear in the name, the summary or a label value. */
  readonly text: string
  /** Empty: every level. */
  readonly levels: readonly Level[]
  /** Only what I have acknowledged. */
  readonly mine: boolean
  /** `attention` folds alerts into their unit of attention (S22); `alert` shows each. */
  readonly group: 'attention' | 'alert'
  readonly sort: Sort
}

export const EVERYTHING: View = {
  filter: [],
  text: '',
  levels: [],
  mine: false,
  group: 'attention',
  sort: 'severity',
}

/** Reads a view from the query; what it does not know, it leaves out. */
export function parseView(query: string): View {
  const parameters = new URLSearchParams(query)
  const levels = (parameters.get('severity') ?? '').split(',')
  const sort = parameters.get('sort')
  return {
    filter: parameters.getAll('filter').filter((text) => parseMatcher(text).ok),
    text: parameters.get('q') ?? '',
    levels: LEVELS.filter((level) => levels.includes(level)),
    mine: parameters.get('view') === 'mine',
    group: parameters.get('group') === 'alert' ? 'alert' : 'attention',
    sort: SORTS.find((known) => known === sort) ?? 'severity',
  }
}

/** The query of a view; empty for everything. */
export function formatView(view: View): string {
  const parameters = new URLSearchParams()
  for (const filter of view.filter) parameters.append('filter', filter)
  if (view.levels.length > 0) parameters.set('severity', view.levels.join(','))
  if (view.text !== '') parameters.set('q', view.text)
  if (view.mine) parameters.set('view', 'mine')
  if (view.group !== 'attention') parameters.set('group', view.group)
  if (view.sort !== 'severity') parameters.set('sort', view.sort)
  return parameters.toString()
}

/** Does the view leave anything out? */
export function isNarrow(view: View): boolean {
  return view.filter.length > 0 || view.text !== '' || view.levels.length > 0 || view.mine
}

/** A level on or off. From "every level" it narrows to the one; taking the last away is every level again. */
export function toggleLevel(view: View, level: Level): View {
  const levels = LEVELS.filter((one) => view.levels.includes(one) !== (one === level))
  return { ...view, levels: levels.length === LEVELS.length ? [] : levels }
}

/** The test of a view. `name` is the person's own, for `mine`. */
export function viewTest(view: View, name: string | null): (alert: BoardAlert) => boolean {
  const matchers: Matcher[] = view.filter.flatMap((text) => {
    const matcher = parseMatcher(text)
    return matcher.ok ? [matcher.value] : []
  })
  const levels = view.levels.length === 0 ? null : new Set(view.levels)
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean)
  return (alert) => {
    if (levels !== null && !levels.has(alert.level)) return false
    if (view.mine && (name === null || alert.acknowledged_by?.name !== name)) return false
    if (!matchesAll(matchers, alert.labels)) return false
    if (words.length === 0) return true
    const text = [...Object.values(alert.labels), ...Object.values(alert.annotations)]
      .join('\n')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  }
}
