import { Inhibition } from '../inhibition/inhibition.ts'
import type { Layer } from './layer.ts'
import type { State } from './state.ts'

/** Who inhibits whom by the committed rules, with the alerts that began in a layer and are in no index yet. */
export function inhibitionOver(state: Pick<State, 'inhibition'>, layer: Layer): Inhibition {
  const inhibition = new Inhibition(state.inhibition, (fingerprint) => layer.alert(fingerprint))
  if (inhibition.committed.rules.length === 0) return inhibition
  for (const fingerprint of layer.began) {
    const record = layer.alert(fingerprint)
    if (record !== undefined) inhibition.open(record)
  }
  return inhibition
}
