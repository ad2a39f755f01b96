import { type Budget, DEFAULT_BUDGET } from '../alerts/budget.ts'
import { DEFAULT_SILENCE_POLICY } from '../silences/silence-policy.ts'
import type { SilenceRoom } from '../silences/silence-room.ts'
import { count, size } from './notation.ts'

const { alertBytes, all, ofSender, remembered } = DEFAULT_BUDGET
const { room } = DEFAULT_SILENCE_POLICY

/** How much may be held. */
export const budgetSettings = {
  alert_bytes: size(alertBytes, 1024, 'One alert in all: its labels, annotations and link.'),
  alerts: count(all.count, 1, 'Alerts that may fire at once; beyond them no new one is taken.'),
  alerts_per_sender: count(ofSender.count, 1, 'The same of one sender: a principal, else an address.'),
  state_bytes: size(
    all.bytes,
    1024,
    'Texts of all alerts that fire, those of their reporters too; of those that are over as much again.',
  ),
  state_bytes_per_sender: size(ofSender.bytes, 1024, 'The same of one sender.'),
  silences: count(room.all.count, 1, 'Silences that may be pending or active at once.'),
  silences_per_sender: count(
    room.ofSender.count,
    1,
    'The same of one sender: a principal, else an address, else the upstream that they come from.',
  ),
  silence_bytes: size(room.bytes, 1024, 'One silence in all: its matchers, comment, author and annotations.'),
  silence_state_bytes: size(
    room.all.bytes,
    1024,
    'Texts of all silences that are pending or active; those that are over may have as much.',
  ),
  silence_state_bytes_per_sender: size(room.ofSender.bytes, 1024, 'The same of one sender.'),
  remembered_silences: count(
    room.remembered,
    1,
    'Silences that are over and remembered; of more, the oldest are forgotten before their time. History keeps them.',
  ),
  remembered_alerts: count(
    remembered,
    1,
    'Resolved alerts that are remembered; of more, the oldest are forgotten before their time. History keeps them.',
  ),
}

type Limits = { readonly [K in keyof typeof budgetSettings]: number }

/** The limits of alerts as they are configured. */
export function budgetFrom(limits: Limits): Budget {
  return {
    alertBytes: limits.alert_bytes,
    all: { count: limits.alerts, bytes: limits.state_bytes },
    ofSender: { count: limits.alerts_per_sender, bytes: limits.state_bytes_per_sender },
    remembered: limits.remembered_alerts,
  }
}

/** Those of silences. */
export function silenceRoomFrom(limits: Limits): SilenceRoom {
  return {
    bytes: limits.silence_bytes,
    all: { count: limits.silences, bytes: limits.silence_state_bytes },
    ofSender: { count: limits.silences_per_sender, bytes: limits.silence_state_bytes_per_sender },
    remembered: limits.remembered_silences,
  }
}
