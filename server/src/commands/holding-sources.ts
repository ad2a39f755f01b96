import type { Steps } from '../ground/steps.ts'
import type { State } from '../ledger/state.ts'

const NONE: ReadonlySet<string> = new Set()

/** Components of the sources on which a firing alert hangs; those alerts that are about to end hold nothing. */
export function* holdingSources(
  { alerts }: Pick<State, 'alerts'>,
  ending: ReadonlySet<string> = NONE,
): Steps<ReadonlySet<string>> {
  const holding = new Set<string>()
  for (const { fingerprint, status, reports } of alerts.values()) {
    if (status === 'firing' && !ending.has(fingerprint)) {
      for (const key in reports) holding.add(reports[key]?.source ?? '')
    }
    yield
  }
  return holding
}
