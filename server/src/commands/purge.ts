import { formatTime, isGoingOn, type LabelSet, type Matcher, type PurgedSource } from '@watchfloor/contract'
import { endedByHand } from '../alerts/life.ts'
import type { AlertRecord } from '../alerts/record.ts'
import { passesAll, type StepBudget } from '../ground/budgeted.ts'
import type { Steps } from '../ground/steps.ts'
import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'
import { holdingSources } from './holding-sources.ts'

/** What is to be ended and forgotten, by whom and why. */
export interface PurgeCommand {
  /** All of them have to match; undefined ends no alert. */
  readonly matchers: readonly Matcher[] | undefined
  /** Components of health rows. */
  readonly sources: readonly string[]
  readonly name: string
  readonly note: string | undefined
}

/** Alerts that go on, and heartbeats of any state, that all matchers match. */
export function* purgeable(
  { alerts }: Pick<State, 'alerts'>,
  matchers: readonly Matcher[],
  budget: StepBudget,
): Steps<readonly string[]> {
  const found: string[] = []
  for (const record of alerts.values()) {
    const mayEnd = isGoingOn(record) || record.heartbeat
    if (mayEnd && (yield* passesAll(matchers, record.labels, budget))) found.push(record.fingerprint)
    yield
  }
  return found
}

/**
 * Ends these alerts by a person's word (S5), each with its event; whatever is reported afterwards opens a new life. A
 * heartbeat is no part of the board: it is forgotten, and so is the row that waits for it.
 */
export function endByHand(
  stage: Stage,
  fingerprints: readonly string[],
  { name, note }: Pick<PurgeCommand, 'name' | 'note'>,
): void {
  for (const fingerprint of fingerprints) {
    const record = stage.alert(fingerprint)
    if (record?.heartbeat) forgetHeartbeat(stage, record, name)
    else if (record !== undefined && isGoingOn(record)) {
      const reason = note === undefined ? {} : { reason: note }
      stage.applyStep({ ...endedByHand(record, stage.now), by: name, ...reason })
    }
  }
}

function forgetHeartbeat(stage: Stage, { fingerprint, labels }: AlertRecord, name: string): void {
  stage.forgetAlert(fingerprint)
  stage.forgetSource(heartbeatRow(labels), `forgotten: ${name} did not want it any more`)
}

function heartbeatRow(labels: LabelSet): string {
  return `Pipeline heartbeat ${labels.alertname ?? ''}`
}

/** What becomes of sources that are to be forgotten; none is lost while an alert that fires, and goes on, hangs on it. */
export function* judgeSources(
  { sources, alerts }: Pick<State, 'sources' | 'alerts'>,
  components: readonly string[],
  ending?: ReadonlySet<string>,
): Steps<readonly PurgedSource[]> {
  if (components.length === 0) return []
  const holding = yield* holdingSources({ alerts }, ending)
  return components.map((component) => {
    if (!sources.has(component)) return { component, outcome: 'not_found' }
    return { component, outcome: holding.has(component) ? 'holds_alerts' : 'forgotten' }
  })
}

export function forgetByHand(stage: Stage, judged: readonly PurgedSource[], name: string): void {
  for (const { component, outcome } of judged) {
    if (outcome === 'forgotten')
      stage.forgetSource(component, `forgotten: ${name} said so at ${formatTime(stage.now)}`)
  }
}
