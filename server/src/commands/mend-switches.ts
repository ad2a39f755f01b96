import { isDeadManSwitch } from '../alerts/dead-man-switch.ts'
import { closeLife } from '../alerts/life.ts'
import type { AlertRules } from '../alerts/rules.ts'
import type { Spread } from '../ledger/spread.ts'

/**
 * After a start with another configuration: an alert that counts as a dead man's switch from now on leaves the board,
 * and one that no longer does is forgotten, so that its next report puts it there. An always-firing alert would
 * otherwise stay what it was for ever.
 */
export function mendSwitches(fingerprints: readonly string[], rules: AlertRules): Spread {
  return {
    key: 'mend switches',
    of: fingerprints,
    effect: (stage, fingerprint) => {
      const record = stage.alert(fingerprint)
      if (record === undefined) return
      const isSwitch = isDeadManSwitch(record.labels, rules)
      if (record.heartbeat === isSwitch) return
      if (isSwitch && record.status === 'firing') {
        const step = closeLife(record, { at: stage.now }, 'sender', stage.now)
        stage.applyStep({ ...step, reason: 'it is a dead man’s switch from now on: see the health rows' })
      }
      stage.forgetAlert(fingerprint)
    },
  }
}
