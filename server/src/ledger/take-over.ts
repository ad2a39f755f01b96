import type { LoggedEvent } from '@watchfloor/contract'
import { withLaterWords } from '../alerts/later-words.ts'
import { sameLabels } from '../alerts/life.ts'
import type { AlertRecord } from '../alerts/record.ts'
import { withLaterSigns } from '../health/later-signs.ts'
import { KEY_OF } from '../storage/record-keys.ts'
import type { CaughtUp } from '../storage/shared.ts'
import type { RecordChanges, Stored } from '../storage/storage.ts'
import { Layer } from './layer.ts'
import type { State } from './state.ts'

/** What this server heard and did not write yet: later words of alerts, and later signs of life of sources. */
export interface Unwritten {
  readonly alerts: ReadonlySet<string>
  readonly sources: ReadonlySet<string>
}

/** What others committed, laid into the state, for whoever schedules, counts and tells. */
export interface TakenOver {
  readonly events: readonly LoggedEvent[]
  readonly touched: Layer['touched']
  /** Of what is touched, that of which this server goes on knowing more than what is kept. */
  readonly unwritten: Unwritten
}

/**
 * Lays what others committed into the state, as a group of our own is. What only this server heard of the same alert is
 * not taken away: its deadline would pass although its sender is there.
 */
export function takeOver(
  state: State,
  { events, records, auditEnd }: Pick<CaughtUp & { kind: 'ahead' }, 'events' | 'records' | 'auditEnd'>,
  known: Unwritten,
): TakenOver {
  const layer = new Layer(state, undefined)
  const unwritten = { alerts: new Set<string>(), sources: new Set<string>() }
  for (const fingerprint of records.forgottenAlerts) layer.forgetAlert(fingerprint)
  for (const kept of records.alerts) {
    const { fingerprint } = kept
    const ours = state.alerts.get(fingerprint)
    const told = ours === undefined ? kept : withOurLabels(kept, ours)
    const record = ours !== undefined && known.alerts.has(fingerprint) ? withLaterWords(told, ours) : told
    if (record !== told) unwritten.alerts.add(fingerprint)
    layer.putAlert(ours, record, NOTHING_BEGINS)
  }
  for (const id of records.forgottenSilences) layer.forgetSilence(id)
  for (const silence of records.silences) layer.putSilence(silence)
  for (const component of records.forgottenSources) layer.forgetSource(component)
  for (const kept of records.sources) {
    const { component } = kept
    const ours = state.sources.get(component)
    const { source, isLater } =
      ours !== undefined && known.sources.has(component)
        ? withLaterSigns(kept, ours)
        : { source: kept, isLater: false }
    if (isLater) unwritten.sources.add(component)
    layer.putSource(source)
  }
  layRest(layer, records)
  layer.settle()
  state.audit.end = auditEnd
  return { events, touched: layer.touched, unwritten }
}

/** Everything that is kept, and what of the state is not: what makes the one of the other. */
export function differenceOf(state: State, stored: Stored): RecordChanges {
  const missing = <T>(
    known: { readonly keys: () => Iterable<string> },
    kept: readonly T[],
    keyOf: (one: T) => string,
  ) => {
    const keys = new Set(kept.map(keyOf))
    return [...known.keys()].filter((key) => !keys.has(key))
  }
  const { alerts, silences, sources, health, credentials, sessions, revocations, severities } = stored
  return {
    alerts,
    forgottenAlerts: missing(state.alerts, alerts, KEY_OF.alerts),
    silences,
    forgottenSilences: missing(state.silences, silences, KEY_OF.silences),
    sources,
    forgottenSources: missing(state.sources, sources, KEY_OF.sources),
    health,
    forgottenHealth: missing(state.health, health, KEY_OF.health),
    credentials,
    forgottenCredentials: missing(state.credentials, credentials, KEY_OF.credentials),
    sessions,
    forgottenSessions: missing(state.sessions, sessions, KEY_OF.sessions),
    revocations,
    forgottenRevocations: missing(state.revocations, revocations, KEY_OF.revocations),
    severities,
    forgottenSeverities: missing(state.severities, severities, KEY_OF.severities),
  }
}

/** Of these the last word is always the one that is kept. */
function layRest(layer: Layer, records: RecordChanges): void {
  for (const component of records.forgottenHealth) layer.forgetHealth(component)
  for (const health of records.health) layer.putHealth(health)
  for (const hash of records.forgottenCredentials) layer.credentials.forget(hash)
  for (const record of records.credentials) layer.credentials.put(record)
  for (const id of records.forgottenSessions) layer.sessions.forget(id)
  for (const record of records.sessions) layer.sessions.put(record)
  for (const key of records.forgottenRevocations) layer.revocations.forget(key)
  for (const record of records.revocations) layer.revocations.put(record)
  for (const key of records.forgottenSeverities) layer.keepSeverity(key, undefined)
  for (const kept of records.severities) layer.keepSeverity(kept.key, kept)
}

/** Where they say the same, ours stay: what is sorted by them has nothing to do. */
function withOurLabels(kept: AlertRecord, { labels }: AlertRecord): AlertRecord {
  return sameLabels(kept.labels, labels) ? { ...kept, labels } : kept
}

/** The layer is settled before anybody stages over it. */
const NOTHING_BEGINS = { isUrgent: false, begins: false } as const
