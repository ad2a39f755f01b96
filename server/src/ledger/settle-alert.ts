import { isGoingOn } from '@watchfloor/contract'
import { type AlertRecord, NONE } from '../alerts/record.ts'
import type { KeptAlert } from './alert-map.ts'
import { isUntilWorse, type State } from './state.ts'

/**
 * Lays an alert into the state in the place of what is known of it (`before`), with all that the state knows by it.
 * Null is forgotten. Answers what is kept.
 */
export function settleAlert(
  state: State,
  fingerprint: string,
  before: AlertRecord | undefined,
  record: AlertRecord | null,
): KeptAlert | undefined {
  settleIndexes(state, fingerprint, before, record)
  if (record !== null) return state.alerts.put(record, before === undefined)
  state.alerts.delete(fingerprint)
  return undefined
}

function settleIndexes(
  state: State,
  fingerprint: string,
  before: AlertRecord | undefined,
  record: AlertRecord | null,
): void {
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
    state.firing.remove(fingerprint, before.labels)
  }
  if (is) {
    state.inhibition.add(fingerprint, record.labels)
    state.firing.add(fingerprint, record.labels)
  }
}
