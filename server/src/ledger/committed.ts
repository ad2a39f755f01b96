import type { SeverityTable } from '@watchfloor/contract'
import type { FiringAlerts } from '../silences/silence-hides.ts'
import { Layer } from './layer.ts'
import type { State } from './state.ts'

/** The committed alerts that fire, without anything staged. */
export function committed(state: State, severities: SeverityTable): FiringAlerts {
  const layer = new Layer(state, undefined)
  return {
    severities,
    firingInSteps: (matchers, budget) => layer.firingInSteps(matchers, budget),
    countFiring: () => layer.countFiring(),
  }
}
