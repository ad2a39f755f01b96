import type { LoggedEvent } from '@watchfloor/contract'
import { rankOf } from '../alerts/severity-of.ts'
import type { Stage } from '../ledger/stage.ts'
import { endAsWorse, endUntilWorse } from './acknowledge.ts'

/**
 * Where the level of an alert is its severity, it may outgrow the level that somebody took it at "until worse", and be
 * the worse one of another alert's (S8, S9). A level that falls and rises again is no worse than it was.
 */
export function endOutgrown(stage: Stage, event: LoggedEvent): void {
  if (event.type !== 'alert_updated' && event.type !== 'alert_firing') return
  const record = stage.alert(event.data.fingerprint)
  if (record?.status !== 'firing') return
  const { severities } = stage
  const rank = rankOf(record.labels.severity ?? '', severities)
  const { acknowledged, takenAs } = record
  if (acknowledged?.until === 'worse' && takenAs !== undefined && rank < rankOf(takenAs, severities))
    endAsWorse(stage, record, record)
  const { was } = event.data
  if (was !== undefined && rank < rankOf(was.severity, severities)) endUntilWorse(stage, record, severities)
}
