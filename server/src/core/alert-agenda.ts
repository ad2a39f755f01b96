import type { AlertRules } from '../alerts/rules.ts'
import { nextLook } from '../alerts/tick-alert.ts'
import type { Clock } from '../ground/clock.ts'
import { Agenda } from '../ledger/agenda.ts'
import type { State } from '../ledger/state.ts'
import type { ClockWatch } from './clock-watch.ts'

/** When the clock next has to look at each alert; `schedule` looks again at one that has changed, or has gone. */
export function alertAgenda(
  state: State,
  rules: AlertRules,
  clock: Clock,
  watch: ClockWatch,
): { readonly agenda: Agenda; readonly schedule: (fingerprint: string) => void } {
  const agenda = new Agenda(clock.now())
  const schedule = (fingerprint: string): void => {
    const record = state.alerts.get(fingerprint)
    if (record === undefined) return agenda.remove(fingerprint)
    agenda.schedule(fingerprint, nextLook(record, { now: clock.now(), rules, holdUntil: watch.holdUntil }))
  }
  for (const fingerprint of state.alerts.keys()) schedule(fingerprint)
  return { agenda, schedule }
}
