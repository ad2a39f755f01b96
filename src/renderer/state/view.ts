import { type BoardAlert, LEVELS, type Level } from '@watchfloor/contract'
import { type Condition, eachCondition, readConditions } from './conditions.ts'
import { type Grouping, readGrouping } from './grouping.ts'
import { readQuery } from './hash-location.ts'
import { SORTS, type Sort } from './rows.ts'

/** A part of a view that was asked for and cannot be read. While there is one, nothing is shown (S28). */
export interface Unread {
  /** The parameter that it stands in. */
  readonly name: 'filter' | 'severity' | 'view'
  readonly text: string
  readonly why: string
}

/** What a person looks at: it stands in the query, so that every view is a link. */
export interface View {
  /** Conditions, ANDed, as written: Alertmanager matchers, and what else can be asked of an alert. */
  readonly filter: readonly string[]
  /** Words that must all appear in the name, the summary or a label value. */
  readonly text: string
  /** Empty: every level. */
  readonly levels: readonly Level[]
  /** Only what I have acknowledged. */
  readonly mine: boolean
  readonly group: Grouping
  readonly sort: Sort
  /** What is suppressed is shown like the rest, until somebody folds it. */
  readonly showsSuppressed: boolean
  readonly unread: readonly Unread[]
  /** Parts of a link from another program that mean nothing here and narrow nothing; they are only said. */
  readonly unused: readonly string[]
}

export const EVERYTHING: View = {
  filter: [],
  text: '',
  levels: [],
  mine: false,
  group: 'attention',
  sort: 'severity',
  showsSuppressed: false,
  unread: [],
  unused: [],
}

/** Reads a view from the query. What it does not know of how alerts are laid out, it leaves; of which, it says. */
export function parseView(query: string): View {
  const parameters = readQuery(query)
  const { filter, unread } = readFilter(parameters.getAll('filter'))
  const levels = words(parameters.getAll('severity').join(','))
  const view = parameters.get('view') ?? ''
  const sort = parameters.get('sort')
  return {
    filter,
    text: parameters.get('q') ?? '',
    levels: LEVELS.filter((level) => levels.includes(level)),
    mine: view === 'mine',
    group: readGrouping(parameters.get('group') ?? ''),
    sort: SORTS.find((known) => known === sort) ?? 'severity',
    showsSuppressed: parameters.get('suppressed') === 'shown',
    unread: [
      ...unread,
      ...levels
        .filter((text) => !LEVELS.some((level) => level === text))
        .map((text) => ({ name: 'severity' as const, text, why: `there are ${LEVELS.join(', ')}` })),
      ...(view === '' || view === 'mine'
        ? []
        : [{ name: 'view' as const, text: view, why: 'there is only "mine"' }]),
    ],
    unused: parameters.getAll('unused'),
  }
}

/** The query of a view; empty for everything. */
export function formatView(view: View): string {
  const parameters = new URLSearchParams()
  const unread = (name: Unread['name']): readonly string[] =>
    view.unread.filter((one) => one.name === name).map(({ text }) => text)
  for (const filter of [...view.filter, ...unread('filter')]) parameters.append('filter', filter)
  const levels = [...view.levels, ...unread('severity')]
  if (levels.length > 0) parameters.set('severity', levels.join(','))
  if (view.text !== '') parameters.set('q', view.text)
  if (view.mine) parameters.set('view', 'mine')
  for (const text of unread('view')) parameters.set('view', text)
  if (view.group !== 'attention') parameters.set('group', view.group)
  if (view.sort !== 'severity') parameters.set('sort', view.sort)
  if (view.showsSuppressed) parameters.set('suppressed', 'shown')
  for (const text of view.unused) parameters.append('unused', text)
  return parameters.toString()
}

/** Does the view leave anything out? */
export function isNarrow(view: View): boolean {
  return (
    view.filter.length > 0 ||
    view.text !== '' ||
    view.levels.length > 0 ||
    view.mine ||
    view.unread.length > 0
  )
}

/** The view without a part that cannot be read. */
export function withoutUnread(view: View, { name, text }: Unread): View {
  return { ...view, unread: view.unread.filter((one) => one.name !== name || one.text !== text) }
}

/** A level on or off. From "every level" it narrows to the one; taking the last away is every level again. */
export function toggleLevel(view: View, level: Level): View {
  const levels = LEVELS.filter((one) => view.levels.includes(one) !== (one === level))
  return { ...view, levels: levels.length === LEVELS.length ? [] : levels }
}

/** The test of a view. `name` is the person's own, for `mine`. */
export function viewTest(view: View, name: string | null): Condition {
  const conditions = readConditions(view.filter)
  if (!conditions.ok || view.unread.length > 0) return () => false
  const levels = view.levels.length === 0 ? null : new Set(view.levels)
  const wanted = view.text.split(/\s+/).filter(Boolean).map(holding)
  return (alert: BoardAlert) => {
    if (levels !== null && !levels.has(alert.level)) return false
    if (view.mine && (name === null || alert.acknowledged_by?.name !== name)) return false
    if (!conditions.value(alert)) return false
    return wanted.every((word) => isIn(word, alert.labels) || isIn(word, alert.annotations))
  }
}

/** A test for texts that hold the word, in either case. Nothing is copied: 10,000 alerts are looked through at a key. */
function holding(word: string): RegExp {
  return new RegExp(word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu')
}

function isIn(word: RegExp, texts: Readonly<Record<string, string>>): boolean {
  for (const name in texts) if (word.test(texts[name] as string)) return true
  return false
}

/** The conditions that can be read, each once, and those that cannot, alone or beside the others. */
function readFilter(texts: readonly string[]): Pick<View, 'filter' | 'unread'> {
  const filter: string[] = []
  const unread: Unread[] = []
  for (const text of new Set(texts)) {
    const each = (eachCondition(text) ?? [text]).filter((one) => !filter.includes(one))
    const together = readConditions([...filter, ...each])
    if (together.ok) for (const one of each) filter.push(one)
    else unread.push({ name: 'filter', text, why: together.error })
  }
  return { filter, unread }
}

function words(list: string): readonly string[] {
  const all = list.split(',').map((word) => word.trim())
  return [...new Set(all)].filter((word) => word !== '')
}
