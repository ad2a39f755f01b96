import type { AlertRecord } from '../alerts/record.ts'
import type { Step } from '../alerts/step.ts'
import { sameInhibitors } from '../inhibition/inhibition.ts'
import type { Stage } from './stage.ts'

/** Brings who inhibits an alert that goes on up to date; says so when that changed. */
export function inhibit(stage: Stage, record: AlertRecord): void {
  const inhibitedBy = stage.inhibitorsOf(record)
  if (sameInhibitors(inhibitedBy, record.inhibitedBy)) return
  const step: Step = {
    record: { ...record, inhibitedBy, updatedAt: stage.now },
    emit: [inhibitedBy.length > 0 ? 'alert_inhibited' : 'alert_uninhibited'],
    opens: false,
    durable: true,
  }
  stage.applyStep(step, record)
}
