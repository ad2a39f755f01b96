import { type BoardHealth, type BoardSilence, isGoingOn, type SeverityTable } from '@watchfloor/contract'
import type { CredentialRecord } from '../access/credential.ts'
import type { RevocationRecord } from '../access/revocation.ts'
import type { SessionRecord } from '../access/session.ts'
import { type AlertRecord, NONE } from '../alerts/record.ts'
import type { KeptSeverity } from '../alerts/severity-names.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { InhibitRule } from '../inhibition/inhibit-rule.ts'
import { InhibitionIndex } from '../inhibition/inhibition-index.ts'
import { FiringLabels } from '../silences/firing-labels.ts'
import { HiddenAlerts } from '../silences/hidden-alerts.ts'
import { SilenceIndex } from '../silences/silence-index.ts'
import type { RecordKind, Stored } from '../storage/storage.ts'
import type { UnreadAlerts } from '../storage/unread-alerts.ts'
import { AlertMap } from './alert-map.ts'
import type { AuditState } from './audit-trail.ts'
import { countFiring, type FiringCounts } from './firing-counts.ts'
import { type AllHoldings, holdingsOf } from './holdings.ts'
import { SeverityTableInForce } from './severity-names.ts'

/** Committed state, all of it in memory. Only the writer changes it, after a commit. */
export interface State {
  readonly alerts: AlertMap
  readonly silences: Map<string, BoardSilence>
  readonly sources: Map<string, SourceRecord>
  /** How many of them came by each sender. */
  readonly sourcesBySender: Map<string, number>
  readonly health: Map<string, BoardHealth>
  /** By the hash of their token. */
  readonly credentials: Map<string, CredentialRecord>
  /** By their ids. */
  readonly sessions: Map<string, SessionRecord>
  /** By what they are about. */
  readonly revocations: Map<string, RevocationRecord>
  /** What people mapped names of severities to, by these. */
  readonly severities: Map<string, KeptSeverity>
  /** What all names mean. */
  readonly severityNames: SeverityTableInForce
  /** Alerts acknowledged "until worse": every life that opens is compared with these few, not with all. */
  readonly untilWorse: Set<string>
  /** What is held, by whom it came. */
  readonly holdings: AllHoldings
  /** How many fire. */
  readonly counts: FiringCounts
  /** Alerts that are no part of the board (S12). */
  readonly heartbeats: Set<string>
  /** Alerts that nobody confirms (S5): few, or none. */
  readonly unconfirmed: Set<string>
  /** Alerts that go on, by the inhibition rules that they stand in. */
  inhibition: InhibitionIndex
  /** Labels of the alerts that fire, or flap (S10): a changed silence is compared with few. */
  readonly firing: FiringLabels
  /** Alerts by the silences that they list. */
  readonly hidden: HiddenAlerts
  /** Silences that did not end yet: a new alert is compared with few. */
  readonly silenceIndex: SilenceIndex
  readonly audit: AuditState
}

/** Is it held "until worse" (S9)? */
export function isUntilWorse(record: AlertRecord): boolean {
  return isGoingOn(record) && record.acknowledged?.until === 'worse'
}

export function stateOf(
  stored: Pick<Stored, RecordKind | 'unread' | 'auditEnd'>,
  inhibitRules: readonly InhibitRule[],
  severities: SeverityTable,
): State {
  const alerts = new AlertMap(stored.alerts, stored.unread)
  const state: State = {
    alerts,
    silences: new Map(stored.silences.map((silence) => [silence.id, silence])),
    sources: new Map(stored.sources.map((source) => [source.component, source])),
    sourcesBySender: bySender(stored.sources),
    health: new Map(stored.health.map((health) => [health.component, health])),
    credentials: new Map(stored.credentials.map((record) => [record.hash, record])),
    sessions: new Map(stored.sessions.map((record) => [record.id, record])),
    revocations: new Map(stored.revocations.map((record) => [record.key, record])),
    severities: new Map(stored.severities.map((kept) => [kept.key, kept])),
    severityNames: new SeverityTableInForce(severities, stored.severities),
    untilWorse: fingerprintsOf(stored.alerts, isUntilWorse),
    heartbeats: fingerprintsOf(stored.alerts, ({ heartbeat }) => heartbeat),
    unconfirmed: fingerprintsOf(stored.alerts, ({ unconfirmed }) => unconfirmed),
    holdings: holdingsOf(stored.alerts, stored.silences),
    counts: countFiring(stored.alerts),
    inhibition: indexOf(inhibitRules.length === 0 ? NONE : alerts.values(), inhibitRules),
    firing: firingOf(alerts, stored.alerts),
    hidden: hiddenOf(stored.alerts),
    silenceIndex: new SilenceIndex(stored.silences.filter(({ state }) => state !== 'expired')),
    audit: { end: stored.auditEnd },
  }
  for (const page of stored.unread ?? NONE) countUnread(state, page)
  return state
}

/** They fire, and nothing else is said of them. */
function countUnread({ counts, holdings, firing }: State, page: UnreadAlerts): void {
  for (let n = 0; n < page.fingerprints.length; n++) {
    counts.addUnread(page.severities[n] as string)
    holdings.alerts.addUnread(page.openers[n] as string, page.lengths[n] as number)
    firing.addUnread()
  }
}

function fingerprintsOf(alerts: readonly AlertRecord[], are: (record: AlertRecord) => boolean): Set<string> {
  return new Set(alerts.filter(are).map(({ fingerprint }) => fingerprint))
}

/** One more, or one less, of this sender's; undefined is nobody. */
export function recount(counts: Map<string, number>, sender: string | undefined, by: 1 | -1): void {
  if (sender === undefined) return
  const count = (counts.get(sender) ?? 0) + by
  if (count > 0) counts.set(sender, count)
  else counts.delete(sender)
}

function bySender(sources: readonly SourceRecord[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { sender } of sources) recount(counts, sender, 1)
  return counts
}

/** Alerts that go on, by the rules that they stand in. */
export function indexOf(alerts: Iterable<AlertRecord>, rules: readonly InhibitRule[]): InhibitionIndex {
  const index = new InhibitionIndex(rules)
  for (const record of alerts) if (isGoingOn(record)) index.add(record.fingerprint, record.labels)
  return index
}

function hiddenOf(alerts: Iterable<AlertRecord>): HiddenAlerts {
  const hidden = new HiddenAlerts()
  for (const { fingerprint, silencedBy } of alerts) hidden.change(fingerprint, [], silencedBy)
  return hidden
}

function firingOf(alerts: AlertMap, read: readonly AlertRecord[]): FiringLabels {
  const firing = new FiringLabels(alerts)
  for (const record of read) if (isGoingOn(record)) firing.add(record.fingerprint, record.labels)
  return firing
}
