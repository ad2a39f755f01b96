import { type BoardSilence, formatTime, type Millis, type Silence } from '@watchfloor/contract'
import { toAlert } from '../alerts/payload.ts'
import { type AlertRecord, deadlineOf, voiceOf } from '../alerts/record.ts'
import type { AlertRules } from '../alerts/rules.ts'
import type { ApiAlert, Core } from './core.ts'
import type { State } from './state.ts'

/** A report whose deadline passed is a lost contact, not a success (S2). */
const WORDS = { firing: 'firing', ended: 'resolved', expired: 'lost' } as const

/**
 * Reads of the committed state. `holdUntil` extends the ends that are shown while an outage is waited out (S4); an
 * unconfirmed alert has no deadline left, and goes on being shown as firing (S5).
 */
export function alertQueries(
  state: State,
  rules: AlertRules,
  clock: { readonly now: () => Millis; readonly holdUntil: () => Millis },
): Pick<Core, 'alert' | 'alerts' | 'eachAlert' | 'silence' | 'silences'> {
  const toApi = (record: AlertRecord): ApiAlert => ({
    alert: toAlert(record, rules.severities),
    // The board waits with words that change at every re-send (S7); whoever asks gets the newest.
    annotations: voiceOf(record)?.annotations ?? record.annotations,
    endsAt:
      record.endsAt ?? Math.max(deadlineOf(record) ?? clock.now() + rules.resolveTimeout, clock.holdUntil()),
    updatedAt: record.updatedAt,
  })
  return {
    alert: (fingerprint) => {
      const record = state.alerts.get(fingerprint)
      if (record === undefined) return undefined
      const reporters = Object.values(record.reports).map((report) => ({
        entry: report.entry,
        source: report.source,
        ...(report.replica === undefined ? {} : { replica_labels: report.replica }),
        status: WORDS[report.status],
        last_report: formatTime(report.updatedAt),
        deadline: formatTime(report.endsAt),
      }))
      return { ...toApi(record), reporters }
    },
    alerts: () => firingOf(state).map(toApi),
    eachAlert: () => mapped(firingOf(state), toApi),
    silence: (id) => {
      const silence = state.silences.get(id)
      return silence === undefined ? undefined : withoutSequence(silence)
    },
    silences: () => [...state.silences.values()].map(withoutSequence),
  }
}

function firingOf(state: State): readonly AlertRecord[] {
  return [...state.alerts.values()]
    .filter((record) => record.status === 'firing')
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

function* mapped<A, B>(items: Iterable<A>, map: (item: A) => B): Generator<B> {
  for (const item of items) yield map(item)
}

function withoutSequence({ sequence: _sequence, ...silence }: BoardSilence): Silence {
  return silence
}
