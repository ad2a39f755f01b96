import {
  byUrgency,
  type GuardLimits,
  isWide,
  levelOf,
  levelRank,
  type Matcher,
  matchesAll,
  noCounts,
  type SeverityTable,
  type SilenceHides,
} from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'

const SAMPLE = 20

/** The firing alerts that are looked at: committed ones, or those of a stage. */
export interface FiringAlerts {
  readonly severities: SeverityTable
  /** Firing alerts that may pass these matchers. */
  readonly firingFor: (matchers: readonly Matcher[]) => Iterable<AlertRecord>
  /** How many alerts of the board fire. */
  readonly countFiring: () => number
}

/** What a silence with these matchers hides of what fires; the pipeline's heartbeat does not count. */
export function hidesOf(alerts: FiringAlerts, matchers: readonly Matcher[]): SilenceHides {
  const { severities } = alerts
  const hidden = [...alerts.firingFor(matchers)]
    .filter((record) => !record.heartbeat && matchesAll(matchers, record.labels))
    .map((record) => {
      const level = levelOf(record.labels.severity ?? '', severities)
      return { record, level, rank: levelRank(level), started: record.startsAt, id: record.fingerprint }
    })
  const by_level = noCounts()
  for (const { level } of hidden) by_level[level]++
  const firing = alerts.countFiring()
  const sample = hidden
    .sort(byUrgency)
    .slice(0, SAMPLE)
    .map(({ record: { fingerprint, labels }, level }) => ({
      fingerprint,
      alertname: labels.alertname ?? '',
      level,
      labels,
    }))
  const count = hidden.length
  return { count, firing, share: firing === 0 ? 0 : count / firing, by_level, sample }
}

/** What a silence would hide, whether it would be asked about twice, and how many of its alerts are silenced already. */
export interface SilenceReach {
  readonly hides: SilenceHides
  readonly isWide: boolean
  readonly silenced: number
}

/** Judged as a silence is when it is made; nothing is changed. */
export function reachOf(
  alerts: FiringAlerts,
  matchers: readonly Matcher[],
  guard: GuardLimits,
): SilenceReach {
  const hides = hidesOf(alerts, matchers)
  let silenced = 0
  for (const record of alerts.firingFor(matchers)) {
    if (!record.heartbeat && record.silencedBy.length > 0 && matchesAll(matchers, record.labels)) silenced++
  }
  return { hides, isWide: isWide(hides, guard), silenced }
}
