import type { AlertRules } from '../alerts/rules.ts'
import { nextLook } from '../alerts/tick-alert.ts'
import type { Clock } from '../ground/clock.ts'
import { Agenda } from '../ledger/agenda.ts'
import type { KeptAlert } from '../ledger/alert-map.ts'
import type { State } from '../ledger/state.ts'
import type { ClockWatch } from './clock-watch.ts'

export interface AlertAgenda {
  readonly agenda: Agenda
  /** Looks again at one that has changed. */
  readonly schedule: (fingerprint: string) => void
  /** The same of all that a group changed. */
  readonly scheduleAll: (changed: readonly KeptAlert[]) => void
}

/** When the clock next has to look at each alert. */
export function alertAgenda(state: State, rules: AlertRules, clock: Clock, watch: ClockWatch): AlertAgenda {
  const agenda = new Agenda(clock.now())
  const viewNow = () => ({ now: clock.now(), rules, holdUntil: watch.holdUntil })
  const put = (kept: KeptAlert, view: ReturnType<typeof viewNow>): void => {
    if (typeof kept.record === 'object') agenda.schedule(kept, nextLook(kept.record, view))
  }
  const view = viewNow()
  state.alerts.forEachRead(
    (kept) => put(kept, view),
    (kept, deadline) => agenda.schedule(kept, Math.max(deadline, view.holdUntil, view.now)),
  )
  return {
    agenda,
    scheduleAll: (changed) => {
      const now = viewNow()
      for (const kept of changed) put(kept, now)
    },
    schedule: (fingerprint) => {
      const kept = state.alerts.kept(fingerprint)
      if (kept !== undefined) put(kept, viewNow())
    },
  }
}
