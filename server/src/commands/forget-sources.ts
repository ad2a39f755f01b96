import { formatTime, type Millis } from '@watchfloor/contract'
import type { Steps } from '../ground/steps.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'
import { holdingSources } from './holding-sources.ts'

/**
 * Sources that were not heard since `before`, and that hold no alert which fires or is unconfirmed: a row for each name
 * that a sender ever used would stay for ever.
 */
export function* forgettable(
  { sources, alerts }: Pick<State, 'sources' | 'alerts'>,
  before: Millis,
): Steps<readonly SourceRecord[]> {
  const silent = [...sources.values()].filter(({ lastSeen }) => lastSeen < before)
  if (silent.length === 0) return []
  const holding = yield* holdingSources({ alerts })
  return silent.filter(({ component }) => !holding.has(component))
}

/** Forgets those of them that have not been heard meanwhile. */
export function forgetSources(stage: Stage, silent: readonly SourceRecord[]): void {
  for (const { component, lastSeen } of silent) {
    if (stage.source(component)?.lastSeen !== lastSeen) continue
    stage.forgetSource(component, `forgotten: not heard since ${formatTime(lastSeen)}`)
  }
}
