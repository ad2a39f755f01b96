import { isGoingOn } from '@watchfloor/contract'
import { type AlertRecord, NONE } from '../alerts/record.ts'
import { isUntilWorse, type State } from './state.ts'

/** Brings all that the state knows of its alerts in line with one that is about to be replaced; null is forgotten. */
export function settleAlert(state: State, fingerprint: string, record: AlertRecord | null): void {
  const before = state.alerts.get(fingerprint)
  if (record !== null && isUntilWorse(record)) state.untilWorse.add(fingerprint)
  else state.untilWorse.delete(fingerprint)
  if (record?.heartbeat) state.heartbeats.add(fingerprint)
  else state.heartbeats.delete(fingerprint)
  if (record?.unconfirmed) state.unconfirmed.add(fingerprint)
  else if (before?.unconfirmed) state.unconfirmed.delete(fingerprint)
  state.counts.replace(before, record ?? undefined)
  state.hidden.change(fingerprint, before?.silencedBy ?? NONE, record?.silencedBy ?? NONE)
  const was = before !== undefined && isGoingOn(before)
  const is = record !== null && isGoingOn(record)
  if (was === is && before?.labels === record?.labels) return
  if (was) {
    state.inhibition.remove(fingerprint, before.labels)
    state.firing.remove(fingerprint)
  }
  if (is) {
    state.inhibition.add(fingerprint, record.labels)
    state.firing.add(fingerprint, record.labels)
  }
}
