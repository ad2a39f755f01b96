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
  readonly scheduleAll: (changed: ReadonlyMap<string, AlertRecord | null>) => void
}

/** When the clock next has to look at each alert. */
export function alertAgenda(state: State, rules: AlertRules, clock: Clock, watch: ClockWatch): AlertAgenda {
  const agenda = new Agenda(clock.now())
  const viewNow = () => ({ now: clock.now(), rules, holdUntil: watch.holdUntil })
  const put = (fingerprint: string, record: AlertRecord | null, view: ReturnType<typeof viewNow>): void => {
    if (record === null) agenda.remove(fingerprint)
    else agenda.schedule(fingerprint, nextLook(record, view))
  }
  const scheduleAll: AlertAgenda['scheduleAll'] = (changed) => {
    const view = viewNow()
    changed.forEach((record, fingerprint) => {
      put(fingerprint, record, view)
    })
  }
  const view = viewNow()
  state.alerts.forEachRead(
    (record, fingerprint) => put(fingerprint, record, view),
    (fingerprint, deadline) => agenda.schedule(fingerprint, Math.max(deadline, view.holdUntil, view.now)),
  )
  return {
    agenda,
    scheduleAll,
    schedule: (fingerprint) => put(fingerprint, state.alerts.get(fingerprint) ?? null, viewNow()),
  }
}
