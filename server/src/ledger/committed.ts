import type { SeverityTable } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { EVERYTHING, type Sight } from '../scope/sight.ts'
import type { FiringAlerts } from '../silences/silence-hides.ts'
import { Layer } from './layer.ts'
import type { State } from './state.ts'

/** The committed alerts that fire and that somebody sees, without anything staged. */
export function committed(state: State, severities: SeverityTable, sight: Sight = EVERYTHING): FiringAlerts {
  const layer = new Layer(state, undefined)
  return {
    severities,
    *firingInSteps(matchers, budget) {
      const firing = yield* layer.firingInSteps(matchers, budget)
      return sight.scope === undefined ? firing : seenOf(firing, sight)
    },
    countFiring: () => (sight.scope === undefined ? layer.countFiring() : countFiring(state, sight)),
  }
}

function* seenOf(firing: Iterable<AlertRecord>, { alert }: Sight): Generator<AlertRecord> {
  for (const record of firing) if (alert(record.labels)) yield record
}

function countFiring({ alerts }: Pick<State, 'alerts'>, { alert }: Sight): number {
  let count = 0
  for (const { status, heartbeat, labels } of alerts.values())
    if (status === 'firing' && !heartbeat && alert(labels)) count++
  return count
}
