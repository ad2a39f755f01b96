import type { LabelSet, Matcher } from '@watchfloor/contract'
import type { StepBudget } from '../ground/budgeted.ts'
import type { Steps } from '../ground/steps.ts'
import { firingWithin } from '../ledger/committed.ts'
import type { State } from '../ledger/state.ts'
import type { Sight } from '../scope/sight.ts'
import { rehearse, remembering } from '../silences/rehearse.ts'

/**
 * A silence that is about to be made or to begin: it is looked up by one of its names, and tried on what that leaves.
 * Of somebody with a scope it is looked up by that, and tried on what they see: what it costs is told to them.
 */
export function* rehearseSilence(
  { firing, alerts }: Pick<State, 'firing' | 'alerts'>,
  matchers: readonly Matcher[],
  budget: StepBudget,
  sight: Sight,
): Steps<readonly Matcher[]> {
  const { scope } = sight
  yield* learnFor(firing, matchers, sight)
  if (matchers.every(({ size }) => size === 0)) return matchers
  return yield* rehearse(
    matchers,
    function* (knowing) {
      if (scope !== undefined) return firingWithin({ alerts }, sight).map(({ labels }) => labels)
      return labelsOf(alerts, yield* firing.candidatesInSteps(knowing, budget))
    },
    budget,
  )
}

/**
 * The same for whoever counts what it hides by these matchers, which tries them on everything too: they remember it, and
 * all of it is walked through once.
 */
export function* readyToCount(
  { firing }: Pick<State, 'firing'>,
  matchers: readonly Matcher[],
  sight: Sight,
): Steps<readonly Matcher[]> {
  yield* learnFor(firing, matchers, sight)
  return remembering(matchers)
}

function* learnFor(firing: State['firing'], matchers: readonly Matcher[], { scope }: Sight): Steps<void> {
  yield* firing.learn(
    scope === undefined ? matchers : matchers.filter(({ name }) => Object.hasOwn(scope, name)),
  )
}

function* labelsOf(alerts: State['alerts'], fingerprints: Iterable<string>): Generator<LabelSet> {
  for (const fingerprint of fingerprints) {
    const record = alerts.get(fingerprint)
    if (record !== undefined) yield record.labels
  }
}
