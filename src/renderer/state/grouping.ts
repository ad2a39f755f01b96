import type { BoardAlert } from '@watchfloor/contract'
import { lineOf, nameOf, summaryOf } from '../../shared/alert-words.ts'
import type { Member } from './layout.ts'
import type { Row } from './rows.ts'

/** `attention` folds alerts into their unit of attention (S22); `alert` shows each; else by a label's value. */
export type Grouping = 'attention' | 'alert' | `label:${string}`

const OF_LABEL = 'label:'

/** A way to lay alerts out that is not known leaves none of them out, so it is simply not taken. */
export function readGrouping(text: string): Grouping {
  if (text === 'alert') return text
  return text.startsWith(OF_LABEL) && text.length > OF_LABEL.length ? (text as Grouping) : 'attention'
}

/** The label that rows are made by; undefined when they are made otherwise. */
export function groupingLabel(group: Grouping): string | undefined {
  return group.startsWith(OF_LABEL) ? group.slice(OF_LABEL.length) : undefined
}

/** What tells rows of a lane apart. `attention` is the alert's unit of attention. */
export function rowKey(alert: BoardAlert, attention: string, group: Grouping): string {
  if (group === 'attention') return attention
  const label = groupingLabel(group)
  return label === undefined ? alert.fingerprint : (labelIn(alert, label) ?? '')
}

/** What a row that was made by a label goes by. */
export function groupTitle(first: BoardAlert, label: string): string {
  const value = lineOf(labelIn(first, label) ?? '')
  return value === '' ? `no ${lineOf(label)}` : value
}

/** What is in such a row: the names of its alerts, the worst first. */
export function namesIn(alerts: readonly BoardAlert[]): string {
  const names = new Set<string>()
  for (const alert of alerts) {
    names.add(nameOf(alert))
    if (names.size > MOST_NAMES) break
  }
  const shown = [...names].slice(0, MOST_NAMES).join(', ')
  return names.size > MOST_NAMES ? `${shown}…` : shown
}

const MOST_NAMES = 4

/** A label may be called `constructor`. */
function labelIn({ labels }: BoardAlert, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined
}

/** What a row goes by. */
export interface Named {
  readonly name: string
  readonly summary: string
}

/** The alert's name and summary, or the value of the label that rows are made by, with what is in it. */
export function namedAs(item: Row | Member, label: string | undefined): Named {
  const alert = item.kind === 'row' ? item.first : item.alert
  if (label === undefined || item.kind === 'member') return { name: nameOf(alert), summary: summaryOf(alert) }
  return { name: groupTitle(alert, label), summary: namesIn(item.alerts) }
}
