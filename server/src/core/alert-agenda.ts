import type { AlertRecord } from '../alerts/record.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { nextLook } from '../alerts/tick-alert.ts'
import type { Clock } from '../ground/clock.ts'
import { Agenda } from '../ledger/agenda.ts'
import type { State } from '../ledger/state.ts'
import type { ClockWatch } from './clock-watch.ts'

export interface AlertAgenda {
  readonly agenda: Agenda
  /** Looks again at one that has changed, or has gone. */
  readonly schedule: (fingerprint: string) => void
  /** The same of all that a group changed; null has gone. */
  readonly scheduleAll: (changed: Iterable<readonly [fingerprint: string, AlertRecord | null]>) => void
}

/** When the clock next has to look at each alert. */
export function alertAgenda(state: State, rules: AlertRules, clock: Clock, watch: ClockWatch): AlertAgenda {
  const agenda = new Agenda(clock.now())
  const scheduleAll: AlertAgenda['scheduleAll'] = (changed) => {
    const view = { now: clock.now(), rules, holdUntil: watch.holdUntil }
    for (const [fingerprint, record] of changed) {
      if (record === null) agenda.remove(fingerprint)
      else agenda.schedule(fingerprint, nextLook(record, view))
    }
  }
  scheduleAll(state.alerts)
  return {
    agenda,
    scheduleAll,
    schedule: (fingerprint) => scheduleAll([[fingerprint, state.alerts.get(fingerprint) ?? null]]),
  }
}
