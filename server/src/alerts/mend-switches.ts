import type { Stage } from '../core/stage.ts'
import { isDeadManSwitch } from './dead-man-switch.ts'
import { closeLife } from './life.ts'
import type { AlertRules } from './rules.ts'

/**
 * After a start with another configuration: an alert that counts as a dead man's switch from now on leaves the board,
 * and one that no longer does is forgotten, so that its next report puts it there. An always-firing alert would
 * otherwise stay what it was for ever.
 */
export function mendSwitches(stage: Stage, rules: AlertRules): void {
  for (const record of [...stage.alerts()]) {
    const isSwitch = isDeadManSwitch(record.labels, rules)
    if (record.heartbeat === isSwitch) continue
    if (isSwitch && record.status === 'firing') {
      const step = closeLife(record, stage.now, 'sender', stage.now)
      stage.applyStep({ ...step, reason: 'it is a dead man’s switch from now on: see the health rows' })
    }
    stage.forgetAlert(record.fingerprint)
  }
}
