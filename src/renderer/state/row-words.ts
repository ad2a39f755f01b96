import { type BoardAlert, firstSeen } from '@watchfloor/contract'
import { HOSTS, lineOf, type Place } from '../../shared/alert-words.ts'
import { type WebLink, webLink } from '../ui/web-links.ts'
import type { Row } from './rows.ts'

const HOST_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  pod: ['pod', 'pods'],
  device: ['device', 'devices'],
}

/** Where one alert of an opened group is: the labels in which it differs from the others. */
export function differingPlaces(row: Row, alert: BoardAlert): readonly Place[] {
  const differing = Object.entries(alert.labels).filter(([label, value]) =>
    row.alerts.some((other) => other.labels[label] !== value),
  )
  const order = (label: string): number => {
    const index = ['cluster', ...HOSTS].indexOf(label)
    return index === -1 ? 99 : index
  }
  return differing
    .sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value: lineOf(value) }))
}

/** How far a group reaches: `on 9 hosts`; empty when one host has it all. */
export function spreadOf(row: Row): string {
  for (const label of HOSTS) {
    const values = new Set(
      row.alerts.map(({ labels }) => labels[label]?.replace(/:\d+$/, '')).filter(Boolean),
    )
    if (values.size < 2) continue
    const [, many] = HOST_WORDS[label] ?? ['host', 'hosts']
    return `on ${values.size} ${many}`
  }
  return ''
}

/** Who has it: nobody, one name, or a name and how many more. */
export function ownerOf(alerts: readonly BoardAlert[]): string | null {
  const names = [...new Set(alerts.flatMap(({ acknowledged_by }) => acknowledged_by?.name ?? []))]
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
