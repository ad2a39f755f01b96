import { isGoingOn, type SeverityTable } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { EVERYTHING, type Sight } from '../scope/sight.ts'
import type { FiringAlerts } from '../silences/silence-hides.ts'
import { Layer } from './layer.ts'
import type { State } from './state.ts'

/** The committed alerts that fire, or flap, and that somebody sees, without anything staged. */
export function committed(state: State, severities: SeverityTable, sight: Sight = EVERYTHING): FiringAlerts {
  const layer = new Layer(state, undefined)
  return {
    severities,
    *firingInSteps(matchers, budget) {
      if (sight.scope === undefined) return yield* layer.firingInSteps(matchers, budget)
      // No index: what expressions cost on others' values would tell of these.
      return firingWithin(state, sight)
    },
    countFiring: () => (sight.scope === undefined ? layer.countFiring() : countFiring(state, sight)),
  }
}

/** Those that go on and that somebody sees. */
export function* firingWithin({ alerts }: Pick<State, 'alerts'>, { alert }: Sight): Generator<AlertRecord> {
  for (const record of alerts.values()) if (isGoingOn(record) && alert(record.labels)) yield record
}

function countFiring(state: Pick<State, 'alerts'>, sight: Sight): number {
  let count = 0
  for (const { heartbeat } of firingWithin(state, sight)) if (!heartbeat) count++
  return count
}
