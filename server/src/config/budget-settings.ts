import { type Budget, DEFAULT_BUDGET } from '../alerts/budget.ts'
import { DEFAULT_SILENCE_POLICY } from '../silences/silence-policy.ts'
import { count, size } from './notation.ts'

const { alertBytes, all, ofSender, remembered } = DEFAULT_BUDGET
const { most } = DEFAULT_SILENCE_POLICY

/** How much may be held. */
export const budgetSettings = {
  alert_bytes: size(alertBytes, 1024, 'One alert in all: its labels, annotations and link.'),
  alerts: count(all.alerts, 1, 'Alerts that may fire at once; beyond them no new one is taken.'),
  alerts_per_sender: count(ofSender.alerts, 1, 'The same of one sender: a principal, else an address.'),
  state_bytes: size(all.bytes, 1024, 'Texts of all alerts that fire.'),
  state_bytes_per_sender: size(ofSender.bytes, 1024, 'The same of one sender.'),
  silences: count(most.silences, 1, 'Silences that may be pending or active at once.'),
  silence_bytes: size(most.bytes, 1024, 'One silence in all: its matchers, comment, author and annotations.'),
  remembered_alerts: count(
    remembered,
    1,
    'Resolved alerts that are remembered; of more, the oldest are forgotten before their time. History keeps them.',
  ),
}

/** The limits as they are configured. */
export function budgetFrom(limits: { readonly [K in keyof typeof budgetSettings]: number }): Budget {
  return {
    alertBytes: limits.alert_bytes,
    all: { alerts: limits.alerts, bytes: limits.state_bytes },
    ofSender: { alerts: limits.alerts_per_sender, bytes: limits.state_bytes_per_sender },
    remembered: limits.remembered_alerts,
  }
}
