import {
  type Alert,
  type BoardSilence,
  formatTime,
  type LabelSet,
  type Millis,
  type Reporter,
  type Silence,
} from '@watchfloor/contract'
import { toAlert } from '../alerts/payload.ts'
import { type AlertRecord, deadlineOf, voiceOf } from '../alerts/record.ts'
import type { AlertRules } from '../alerts/rules.ts'
import { sorted } from '../ground/sorted.ts'
import { finish, type Steps } from '../ground/steps.ts'
import type { State } from '../ledger/state.ts'

/** What Alertmanager's API shows besides our own payload. */
export interface ApiAlert {
  readonly alert: Alert
  /** As its reporter last sent them; the alert's own are those that were last published (S7). */
  readonly annotations: LabelSet
  /** Deadline of a firing alert, as API v2 must always give one. */
  readonly endsAt: Millis
  readonly updatedAt: Millis
}

/** What may be asked of the committed state. */
export type AlertQueries = ReturnType<typeof alertQueries>

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
) {
  const toApi = (record: AlertRecord): ApiAlert => ({
    alert: toAlert(record, rules.severities),
    // The board waits with words that change at every re-send (S7); whoever asks gets the newest.
    annotations: voiceOf(record)?.annotations ?? record.annotations,
    endsAt:
      record.endsAt ?? Math.max(deadlineOf(record) ?? clock.now() + rules.resolveTimeout, clock.holdUntil()),
    updatedAt: record.updatedAt,
  })
  return {
    alert: (fingerprint: string): (ApiAlert & { readonly reporters: readonly Reporter[] }) | undefined => {
      const record = state.alerts.get(fingerprint)
      if (record === undefined) return undefined
      const reporters = Object.values(record.reports).map((report) => ({
        entry: report.entry,
        source: report.source,
        ...(report.replica === undefined ? {} : { replica_labels: report.replica }),
        ...(report.others ? { others: true as const } : {}),
        status: WORDS[report.status],
        last_report: formatTime(report.updatedAt),
        deadline: formatTime(report.endsAt),
      }))
      return { ...toApi(record), reporters }
    },
    /** Firing alerts, sorted by fingerprint. */
    alerts: (): readonly ApiAlert[] => finish(firingOf(state)).map(toApi),
    /** The same as their records, in steps: there may be very many. */
    firing: (): Steps<readonly AlertRecord[]> => firingOf(state),
    /** A record as Alertmanager's API shows it. */
    shown: toApi,
    /** One silence that is still remembered. */
    silence: (id: string): Silence | undefined => {
      const silence = state.silences.get(id)
      return silence === undefined ? undefined : withoutSequence(silence)
    },
    /** All silences still remembered, expired ones too. */
    silences: (): readonly Silence[] => [...state.silences.values()].map(withoutSequence),
  }
}

/** Of a copy, so that they are those of one moment. */
function* firingOf(state: State): Steps<readonly AlertRecord[]> {
  const firing: AlertRecord[] = []
  for (const record of state.alerts.values()) if (record.status === 'firing') firing.push(record)
  yield
  return yield* sorted(firing, (a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
}

function withoutSequence({ sequence: _sequence, ...silence }: BoardSilence): Silence {
  return silence
}
