import { type LoggedEvent, levelRank } from '@watchfloor/contract'
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
  const { was } = event.data
  // What a severity means may be what changed: then it was taken at what that meant before.
  const before = (severity: string): number =>
    severity === was?.severity ? levelRank(was.level) : rankOf(severity, severities)
  if (acknowledged?.until === 'worse' && takenAs !== undefined && rank < before(takenAs))
    endAsWorse(stage, record, record)
  if (was !== undefined && rank < before(was.severity)) endUntilWorse(stage, record, severities)
}
