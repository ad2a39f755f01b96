import { type BoardAlert, firstSeen, type LabelSet } from '@watchfloor/contract'
import { HOSTS, lineOf, type Place } from '../../shared/alert-words.ts'
import { formatCount } from '../../shared/counts.ts'
import { type WebLink, webLink } from '../ui/web-links.ts'
import type { Row } from './rows.ts'

const HOST_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  pod: ['pod', 'pods'],
  device: ['device', 'devices'],
}

/** Where one alert of an opened group is: the labels in which it differs from the others. */
export function differingPlaces(row: Row, alert: BoardAlert): readonly Place[] {
  const names = differingNames(row)
  const differing = Object.entries(alert.labels).filter(([label]) => names.has(label))
  const order = (label: string): number => {
    const index = ['cluster', ...HOSTS].indexOf(label)
    return index === -1 ? 99 : index
  }
  return differing
    .sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value: lineOf(value) }))
}

/** The labels in which the alerts of a row differ, found once for each row: a group may have 100,000. */
function differingNames(row: Row): ReadonlySet<string> {
  const before = DIFFERING.get(row)
  if (before !== undefined) return before
  const names = new Set<string>()
  const { labels: first } = row.first
  for (const { labels } of row.alerts) {
    for (const name in labels) if (!isSame(labels, first, name)) names.add(name)
    for (const name in first) if (!isSame(labels, first, name)) names.add(name)
  }
  DIFFERING.set(row, names)
  return names
}

function isSame(a: LabelSet, b: LabelSet, name: string): boolean {
  return Object.hasOwn(a, name) && Object.hasOwn(b, name) && a[name] === b[name]
}

const DIFFERING = new WeakMap<Row, ReadonlySet<string>>()
/** Beyond this many, hosts are no longer counted. */
const MOST_HOSTS = 1_000

/** How far a group reaches: `on 9 hosts`; empty when one host has it all. */
export function spreadOf(row: Row): string {
  for (const label of HOSTS) {
    const values = new Set<string>()
    for (const { labels } of row.alerts) {
      const value = labels[label]
      if (value) values.add(withoutPort(value))
      if (values.size > MOST_HOSTS) break
    }
    if (values.size < 2) continue
    const [, many] = HOST_WORDS[label] ?? ['host', 'hosts']
    const count = values.size > MOST_HOSTS ? `over ${formatCount(MOST_HOSTS)}` : values.size
    return `on ${count} ${many}`
  }
  return ''
}

function withoutPort(host: string): string {
  const at = host.lastIndexOf(':')
  return at > 0 && /^\d{1,5}$/.test(host.slice(at + 1)) ? host.slice(0, at) : host
}

/** Who has it: nobody, one name, or a name and how many more. */
export function ownerOf(alerts: readonly BoardAlert[]): string | null {
  const names = new Set<string>()
  for (const { acknowledged_by } of alerts) if (acknowledged_by !== null) names.add(acknowledged_by.name)
  const [first, ...others] = names
  if (first === undefined) return null
  const owner = lineOf(first)
  return others.length === 0 ? owner : `${owner} +${others.length}`
}

export function runbookOf(alert: Pick<BoardAlert, 'annotations'>): WebLink | null {
  return webLink(firstSeen(alert.annotations.runbook_url, alert.annotations.runbook))
}

export function dashboardOf(alert: Pick<BoardAlert, 'annotations'>): WebLink | null {
  return webLink(firstSeen(alert.annotations.dashboard_url, alert.annotations.dashboard))
}
