import {
  type Alert,
  type BoardAlert,
  isBlank,
  isGoingOn,
  largest,
  type Millis,
  parseTime,
  startOf,
  suppressedBy,
} from '@watchfloor/contract'
import { LEVEL_NAMES, lineOf, placesOf } from '../../shared/alert-words.ts'
import { formatCount } from '../../shared/counts.ts'
import { spokenSpan } from '../../shared/times.ts'
import type { Named } from './grouping.ts'
import type { Member } from './layout.ts'
import { differingPlaces, ownerOf, spreadOf } from './row-words.ts'
import type { Row } from './rows.ts'

/** A row as it is read aloud: "Critical, PaymentsDown, 3 of 4 targets down, eu-1 payments, nobody has it, 2 minutes". */
export function rowSentence(item: Row | Member, { name, summary }: Named, now: Millis): string {
  const row = item.kind === 'row' ? item : item.row
  const alert = item.kind === 'row' ? item.first : item.alert
  const alerts = item.kind === 'row' ? item.alerts : [item.alert]
  const places = item.kind === 'row' ? placesOf(alert.labels) : differingPlaces(row, alert)
  const isOver = !isGoingOn(alert) || row.lane === 'resolved'
  const since = isOver ? endOf(item) : item.kind === 'row' ? row.started : startOf(alert)
  return [
    levelOf(alert),
    name,
    item.kind === 'row' && alerts.length > 1 ? groupOf(item) : '',
    summary,
    places.map(({ value }) => value).join(' '),
    ...(isOver ? [endingOf(alert)] : standingOf(alerts, now)),
    since === undefined ? '' : `${spokenSpan(now - since)}${isOver ? ' ago' : ''}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** What nobody has mapped is said as it was sent. */
function levelOf({ level, severity }: Pick<Alert, 'level' | 'severity'>): string {
  if (level !== 'unset') return LEVEL_NAMES[level]
  return isBlank(severity) ? 'No severity' : `Severity ${lineOf(severity)}`
}

function groupOf(row: Row): string {
  return [`${formatCount(row.alerts.length)} alerts`, spreadOf(row)].filter(Boolean).join(' ')
}

function endOf(item: Row | Member): Millis | undefined {
  return item.kind === 'row' ? (item.ended ?? undefined) : parseTime(item.alert.ends_at ?? '')
}

function endingOf({ resolved_by }: Pick<Alert, 'resolved_by'>): string {
  return resolved_by === 'timeout' ? 'timed out, not proved resolved' : 'resolved'
}

function flappingOf(alert: BoardAlert, now: Millis): string {
  const span = alert.episode === undefined ? '' : ` in ${spokenSpan(now - startOf(alert))}`
  return `flapping ${alert.flapping} times${span}`
}

/** What hides it, who has it, and whether it can be believed. */
function standingOf(alerts: readonly BoardAlert[], now: Millis): readonly string[] {
  const [first] = alerts
  if (first === undefined) return []
  const owner = ownerOf(alerts)
  const most = largest(alerts.map(({ flapping }) => flapping))
  const flaps = alerts.find(({ flapping }) => flapping === most)
  return [
    suppressedBy(first) ?? (owner === null ? 'nobody has it' : `${owner} has it${waitingOf(alerts)}`),
    alerts.some(({ unconfirmed }) => unconfirmed) ? 'unconfirmed' : '',
    flaps === undefined || most === 0 ? '' : flappingOf(flaps, now),
  ]
}

/** What whoever has it, or somebody else, is asked about it; empty when nothing. */
function waitingOf(alerts: readonly BoardAlert[]): string {
  const own = alerts.find(({ acknowledged_by }) => acknowledged_by?.offered_to !== undefined)
  const to = own?.acknowledged_by?.offered_to?.name
  if (to !== undefined) return ` and hands it over to ${lineOf(to)}`
  return alerts.some(({ acknowledged_by }) => acknowledged_by?.asked_at !== undefined)
    ? ' and is asked whether they are still on it'
    : ''
}
