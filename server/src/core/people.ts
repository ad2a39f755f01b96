import { firstSeen } from '@watchfloor/contract'
import type { State } from '../ledger/state.ts'
import type { Sight } from '../scope/sight.ts'

/** Names of those who have, were offered, or wrote of alerts that somebody sees. */
export function peopleOnAlerts({ alerts }: Pick<State, 'alerts'>, sight: Sight): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (name: string | undefined): void => {
    if (firstSeen(name) !== undefined) names.add(name as string)
  }
  for (const { acknowledged, notes, labels } of alerts.values()) {
    if ((acknowledged === null && notes === undefined) || !sight.alert(labels)) continue
    add(acknowledged?.name)
    add(acknowledged?.offered_to?.name)
    for (const { name } of notes ?? []) add(name)
  }
  return names
}
