import type { Millis, SeverityTable } from '@watchfloor/contract'
import { type Budget, DEFAULT_BUDGET } from './budget.ts'
import type { DeadManSwitch } from './dead-man-switch.ts'
import { DEFAULT_SIZE_LIMITS, type SizeLimits } from './size-limits.ts'

const MINUTE = 60_000

/** Times and names that the rules of an alert's life use; all configurable, these are the defaults. */
export interface AlertRules {
  /** Deadline given to a direct report without one, and the grace after an outage of ours (S4). */
  readonly resolveTimeout: Millis
  /** Life of an alert that is known only by webhook, after its last mention (S3). */
  readonly relayedTimeout: Millis
  /** How long a resolved alert is remembered (S6). */
  readonly remember: Millis
  /** A change of annotations alone is published this seldom (S7). */
  readonly annotationInterval: Millis
  /** An acknowledgement survives a re-firing within this time (S9). */
  readonly acknowledgementGrace: Millis
  /** How long after somebody took an alert they are asked whether they are still on it (S38). */
  readonly askAfter: Millis
  /** How long after they took it, and said nothing since, it is everybody's again (S38). */
  readonly returnAfter: Millis
  /** How long an offer to take over waits for its answer (S37). */
  readonly offersLast: Millis
  /** Three lives within this time make an episode; as long without a change ends it (S10). */
  readonly flappingWindow: Millis
  readonly flappingLives: number
  readonly severities: SeverityTable
  /** Reporters of one alert that are told apart; further ones of a sender are one (S1). */
  readonly reporters: number
  /** Sources that are told apart: of one sender, and of all. */
  readonly sources: { readonly perSender: number; readonly total: number }
  /** Labels that only tell the replicas of a sender apart, and are no part of an alert (S1). */
  readonly replicaLabels: readonly string[]
  /** `alertname` of the always-firing pipeline heartbeat (S12), and how long it may be missing. */
  readonly heartbeatName: string
  readonly heartbeatMissing: Millis
  /** Subjects of the credentials that alone may send it; undefined: whoever may send. */
  readonly heartbeatFrom?: readonly string[] | undefined
  readonly sizes: SizeLimits
  readonly budget: Budget
  /** Further always-firing alerts. */
  readonly switches: readonly DeadManSwitch[]
}

export const DEFAULT_RULES: Omit<AlertRules, 'severities'> = {
  resolveTimeout: 5 * MINUTE,
  relayedTimeout: 300 * MINUTE,
  remember: 24 * 60 * MINUTE,
  annotationInterval: 5 * MINUTE,
  acknowledgementGrace: 10 * MINUTE,
  askAfter: 120 * MINUTE,
  returnAfter: 720 * MINUTE,
  offersLast: 15 * MINUTE,
  flappingWindow: 15 * MINUTE,
  flappingLives: 3,
  reporters: 32,
  sources: { perSender: 200, total: 2_000 },
  replicaLabels: [],
  heartbeatName: 'Watchdog',
  heartbeatMissing: 5 * MINUTE,
  switches: [],
  sizes: DEFAULT_SIZE_LIMITS,
  budget: DEFAULT_BUDGET,
}
