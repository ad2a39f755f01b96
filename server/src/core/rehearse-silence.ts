import type { LabelSet, Matcher } from '@watchfloor/contract'
import type { StepBudget } from '../ground/budgeted.ts'
import type { Steps } from '../ground/steps.ts'
import type { State } from '../ledger/state.ts'
import { rehearse } from '../silences/rehearse.ts'

/** A silence that is about to be made or to begin: it is looked up by one of its names, and tried on what that leaves. */
export function* rehearseSilence(
  { firing, alerts }: Pick<State, 'firing' | 'alerts'>,
  matchers: readonly Matcher[],
  budget: StepBudget,
): Steps<readonly Matcher[]> {
  yield* firing.learn(matchers)
  if (matchers.every(({ size }) => size === 0)) return matchers
  return yield* rehearse(
    matchers,
    function* (knowing) {
      return labelsOf(alerts, yield* firing.candidatesInSteps(knowing, budget))
    },
    budget,
  )
}

function* labelsOf(alerts: State['alerts'], fingerprints: Iterable<string>): Generator<LabelSet> {
  for (const fingerprint of fingerprints) {
    const record = alerts.get(fingerprint)
    if (record !== undefined) yield record.labels
  }
}
