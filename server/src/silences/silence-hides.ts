import {
  byUrgency,
  type GuardLimits,
  isWide,
  type Level,
  levelOf,
  levelRank,
  type Matcher,
  noCounts,
  type SeverityTable,
  type SilenceHides,
  type Urgency,
} from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { passesAll, type StepBudget, unlimited } from '../ground/budgeted.ts'
import type { Steps } from '../ground/steps.ts'
import type { SilencePolicy } from './silence-policy.ts'

const SAMPLE = 20

/** The firing alerts that are looked at: committed ones, or those of a stage. */
export interface FiringAlerts {
  readonly severities: SeverityTable
  /** Firing alerts that may pass these matchers. */
  readonly firingInSteps: (matchers: readonly Matcher[], budget: StepBudget) => Steps<Iterable<AlertRecord>>
  /** How many alerts of the board fire. */
  readonly countFiring: () => number
}

/** What a silence with these matchers hides of what fires; the pipeline's heartbeat does not count. */
export function* hidesOf(
  alerts: FiringAlerts,
  matchers: readonly Matcher[],
  budget: StepBudget = unlimited(),
): Steps<SilenceHides> {
  return (yield* reached(alerts, matchers, budget)).hides
}

/** What a silence would hide, whether it would be asked about twice, and how many of its alerts are silenced already. */
export interface SilenceReach {
  readonly hides: SilenceHides
  readonly isWide: boolean
  readonly silenced: number
  /** What it was judged by. */
  readonly guard: GuardLimits
  /** Other Alertmanagers that it could be written to. */
  readonly upstreams: SilencePolicy['upstreams']
}

/** Judged as a silence is when it is made; nothing is changed. */
export function* reachOf(
  alerts: FiringAlerts,
  matchers: readonly Matcher[],
  { guard, upstreams }: Pick<SilencePolicy, 'guard' | 'upstreams'>,
  budget: StepBudget,
): Steps<SilenceReach> {
  const { hides, silenced } = yield* reached(alerts, matchers, budget)
  return { hides, isWide: isWide(hides, guard), silenced, guard, upstreams }
}

interface Hidden extends Urgency {
  readonly record: AlertRecord
  readonly level: Level
}

function* reached(
  alerts: FiringAlerts,
  matchers: readonly Matcher[],
  budget: StepBudget,
): Steps<{ readonly hides: SilenceHides; readonly silenced: number }> {
  const levelIn = levels(alerts.severities)
  const by_level = noCounts()
  const worst: Hidden[] = []
  let count = 0
  let silenced = 0
  for (const record of yield* alerts.firingInSteps(matchers, budget)) {
    yield
    // Whoever makes it a silence asks these matchers about the heartbeat too.
    if (!(yield* passesAll(matchers, record.labels, budget)) || record.heartbeat) continue
    const level = levelIn(record.labels.severity ?? '')
    count++
    by_level[level]++
    if (record.silencedBy.length > 0) silenced++
    keepWorst(worst, {
      record,
      level,
      rank: levelRank(level),
      started: record.episode?.since ?? record.startsAt,
      id: record.fingerprint,
    })
  }
  const firing = alerts.countFiring()
  const sample = worst.map(({ record: { fingerprint, labels }, level }) => ({
    fingerprint,
    alertname: labels.alertname ?? '',
    level,
    labels,
  }))
  const share = firing === 0 ? 0 : count / firing
  return { hides: { count, firing, share, by_level, sample }, silenced }
}

/** The levels of severities, each worked out once. */
function levels(severities: SeverityTable): (severity: string) => Level {
  const known = new Map<string, Level>()
  return (severity) => {
    const level = known.get(severity) ?? levelOf(severity, severities)
    known.set(severity, level)
    return level
  }
}

/** Puts it in its place among the worst so far, if it is one of them. */
function keepWorst(worst: Hidden[], one: Hidden): void {
  const last = worst.at(-1)
  if (worst.length === SAMPLE && last !== undefined && byUrgency(one, last) >= 0) return
  const at = worst.findIndex((other) => byUrgency(one, other) < 0)
  worst.splice(at < 0 ? worst.length : at, 0, one)
  if (worst.length > SAMPLE) worst.pop()
}
