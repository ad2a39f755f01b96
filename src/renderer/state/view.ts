import { LEVELS, type Level } from '@watchfloor/contract'
import { type Narrowing, NO_NARROWING, readNarrowing, type Unread } from '../../shared/narrowing.ts'
import { readQuery } from '../../shared/query.ts'
import { LONGEST_NAME } from '../../shared/saved-views.ts'
import { type Grouping, readGrouping } from './grouping.ts'
import { SORTS, type Sort } from './rows.ts'

/** What a person looks at: it stands in the query, so that every view is a link. */
export interface View extends Narrowing {
  /** What whoever shared it calls it; empty for most. */
  readonly name: string
  readonly group: Grouping
  readonly sort: Sort
  /** What is suppressed is shown like the rest, until somebody folds it. */
  readonly showsSuppressed: boolean
  /** Parts of a link from another program that mean nothing here and narrow nothing; they are only said. */
  readonly unused: readonly string[]
}

export const EVERYTHING: View = {
  ...NO_NARROWING,
  name: '',
  group: 'attention',
  sort: 'severity',
  showsSuppressed: false,
  unused: [],
}

/** Reads a view from the query. What it does not know of how alerts are laid out, it leaves; of which, it says. */
export function parseView(query: string): View {
  const parameters = readQuery(query)
  const sort = parameters.get('sort')
  return {
    ...readNarrowing(parameters),
    name: (parameters.get('name') ?? '').slice(0, LONGEST_NAME),
    group: readGrouping(parameters.get('group') ?? ''),
    sort: SORTS.find((known) => known === sort) ?? 'severity',
    showsSuppressed: parameters.get('suppressed') === 'shown',
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
  if (view.name !== '') parameters.set('name', view.name)
  for (const text of unread('view')) parameters.set('view', text)
  if (view.group !== 'attention') parameters.set('group', view.group)
  if (view.sort !== 'severity') parameters.set('sort', view.sort)
  if (view.showsSuppressed) parameters.set('suppressed', 'shown')
  for (const text of view.unused) parameters.append('unused', text)
  return parameters.toString()
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
