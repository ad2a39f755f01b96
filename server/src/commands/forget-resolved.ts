import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'

/** What is left of the resolved alerts that may be remembered once there were too many: not each second anew. */
const KEPT = 0.95

/**
 * Of more resolved alerts than may be remembered, the oldest, which are forgotten before their time: whoever opens
 * and ends ever new ones does not fill the memory. What happened stays in the history.
 */
export function beyondMemory({ alerts, firing }: State, remembered: number): readonly string[] {
  if (alerts.size - firing.size <= remembered) return []
  return [...alerts.values()]
    .filter(({ status }) => status === 'resolved')
    .toSorted((a, b) => (b.endsAt ?? 0) - (a.endsAt ?? 0))
    .slice(Math.floor(remembered * KEPT))
    .map(({ fingerprint }) => fingerprint)
}

/** Forgets those that have not begun to fire again. */
export function forgetResolved(stage: Stage, fingerprints: readonly string[]): void {
  for (const fingerprint of fingerprints)
    if (stage.alert(fingerprint)?.status === 'resolved') stage.forgetAlert(fingerprint)
}
