import type { Millis } from '@watchfloor/contract'
import type { AlertRecord, Report } from './record.ts'

/** The latest times that senders gave of a life that ended explicitly; what relays say of earlier ones is stale (S3). */
export interface SaidEnds {
  /** For all. */
  readonly said?: Millis | undefined
  /** For each of the credentials that speak for themselves only. */
  readonly bound?: Readonly<Record<string, Millis>> | undefined
}

/** Credentials of whose ends an alert knows; the newest stay. */
const MOST_BOUND = 32

/** What those said whose word ended the life: one who may speak for all, or each who may speak for himself. */
export function saidEnds({ reports }: Pick<AlertRecord, 'reports'>, ending: Report): SaidEnds {
  if (ending.bound === undefined) {
    let said = endOf(ending)
    for (const key in reports) {
      const report = reports[key] as Report
      // Nobody sets a bar in the future for others.
      if (report.bound === undefined || report.startsAt <= report.updatedAt)
        said = later(said, startOf(report))
    }
    return { said }
  }
  const bound: Record<string, Millis> = {}
  for (const report of Object.values(reports)) {
    if (report.bound === undefined || report.status !== 'ended') continue
    const last = later(bound[report.bound], later(startOf(report), endOf(report)))
    if (last !== undefined) bound[report.bound] = last
  }
  return { bound }
}

/** The ends that are known, and further ones. */
export function withBoundEnds(
  known: AlertRecord['boundEnds'],
  further: SaidEnds['bound'],
): AlertRecord['boundEnds'] {
  if (further === undefined) return known
  const rest = Object.entries(known ?? {}).filter(([bound]) => further[bound] === undefined)
  const told = Object.entries(further).map(
    ([bound, at]) => [bound, Math.max(at, known?.[bound] ?? at)] as const,
  )
  return Object.fromEntries([...rest, ...told].slice(-MOST_BOUND))
}

function startOf({ ourStart, startsAt }: Report): Millis | undefined {
  return ourStart ? undefined : startsAt
}

function endOf({ timeout, endsAt }: Report): Millis | undefined {
  return timeout ? undefined : endsAt
}

function later(one: Millis | undefined, other: Millis | undefined): Millis | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)
}
