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
import type { State } from '../ledger/state.ts'
import type { Sight } from '../scope/sight.ts'
import type { AsSeen } from './as-seen.ts'
import { byFingerprint } from './in-fingerprint-order.ts'
import { peopleOnAlerts } from './people.ts'

/** What Alertmanager's API shows otherwise than the record has it. */
interface Shown {
  /** As its reporter last sent them; the alert's own are those that were last published (S7). */
  readonly annotations: LabelSet
  /** Deadline of a firing alert, as API v2 must always give one. */
  readonly endsAt: Millis
}

/** What Alertmanager's API shows besides our own payload. */
export interface ApiAlert extends Shown {
  readonly alert: Alert
  readonly updatedAt: Millis
}

/** An alert in a list of Alertmanager's API. */
export interface ListedAlert extends Shown {
  readonly record: AlertRecord
  readonly inhibitedBy: AlertRecord['inhibitedBy']
}

/** What may be asked of the committed state. */
export type AlertQueries = ReturnType<typeof alertQueries>

/** A report whose deadline passed is a lost contact, not a success (S2). */
const WORDS = { firing: 'firing', ended: 'resolved', expired: 'lost' } as const

/**
 * Reads of the committed state, of what somebody sees of it. `holdUntil` extends the ends that are shown while an outage is waited out (S4); an
 * unconfirmed alert has no deadline left, and goes on being shown as firing (S5).
 */
export function alertQueries(
  state: State,
  rules: AlertRules,
  clock: { readonly now: () => Millis; readonly holdUntil: () => Millis },
  { sight, seen }: { readonly sight: Sight; readonly seen: AsSeen },
) {
  const find = (fingerprint: string): AlertRecord | undefined => {
    const record = state.alerts.get(fingerprint)
    return record === undefined || sight.alert(record.labels) ? record : undefined
  }
  const toShown = (record: AlertRecord): Shown => ({
    // The board waits with words that change at every re-send (S7); whoever asks gets the newest.
    annotations: voiceOf(record)?.annotations ?? record.annotations,
    endsAt:
      record.endsAt ?? Math.max(deadlineOf(record) ?? clock.now() + rules.resolveTimeout, clock.holdUntil()),
  })
  const toApi = (record: AlertRecord): ApiAlert => ({
    alert: seen.alert(toAlert(record, rules.severities)),
    ...toShown(record),
    updatedAt: record.updatedAt,
  })
  const toListed = (record: AlertRecord): ListedAlert => {
    const { annotations, endsAt } = toShown(record)
    const { inhibited_by: inhibitedBy } = seen.alert({ inhibited_by: record.inhibitedBy })
    return { record, annotations, endsAt, inhibitedBy }
  }
  return {
    alert: (fingerprint: string): (ApiAlert & { readonly reporters: readonly Reporter[] }) | undefined => {
      const record = find(fingerprint)
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
    alerts: (): readonly ApiAlert[] => firingOf(state, sight).sort(byFingerprint).map(toApi),
    /** The same as their records, in no order: few of very many may be wanted. */
    firing: (): readonly AlertRecord[] => firingOf(state, sight),
    /** A record as Alertmanager's API lists it. */
    listed: toListed,
    /** Names of those who do something with these alerts. */
    people: (): ReadonlySet<string> => peopleOnAlerts(state, sight),
    /** One silence that is still remembered. */
    silence: (id: string): Silence | undefined => {
      const silence = state.silences.get(id)
      const told = silence === undefined ? undefined : seen.silence(silence)
      return told === undefined ? undefined : withoutSequence(told)
    },
    /** All silences still remembered, expired ones too. */
    silences: (): readonly Silence[] =>
      [...state.silences.values()].flatMap((silence) => {
        const told = seen.silence(silence)
        return told === undefined ? [] : [withoutSequence(told)]
      }),
  }
}

/** Of a copy, so that they are those of one moment. */
function firingOf(state: State, sight: Sight): AlertRecord[] {
  const firing: AlertRecord[] = []
  for (const record of state.alerts.values())
    if (record.status === 'firing' && sight.alert(record.labels)) firing.push(record)
  return firing
}

function withoutSequence({ sequence: _sequence, ...silence }: BoardSilence): Silence {
  return silence
}
