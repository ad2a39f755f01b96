import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { CredentialRecord } from '../access/credential.ts'
import type { RevocationRecord } from '../access/revocation.ts'
import type { SessionRecord } from '../access/session.ts'
import type { KeptSeverity } from '../alerts/severity-names.ts'
import type { SourceRecord } from '../health/source-record.ts'
import { KEY_OF } from '../storage/record-keys.ts'
import type { RecordChanges } from '../storage/storage.ts'
import { AlertOverlay } from './alert-overlay.ts'
import { Overlay } from './overlay.ts'
import type { State } from './state.ts'

/** Everything of which one record is kept for each. */
export interface Kinds {
  readonly alerts: AlertOverlay
  readonly silences: Overlay<BoardSilence>
  readonly sources: Overlay<SourceRecord>
  readonly health: Overlay<BoardHealth>
  readonly credentials: Overlay<CredentialRecord>
  readonly sessions: Overlay<SessionRecord>
  readonly revocations: Overlay<RevocationRecord>
  readonly severities: Overlay<KeptSeverity>
}

/** Laid over the committed ones, and over those of the group before while there is one. */
export function kindsOf(state: State, below: Kinds | undefined): Kinds {
  const { silences, sources, health, credentials, sessions, revocations, severities } = state
  return {
    alerts: new AlertOverlay(state, below?.alerts),
    silences: new Overlay(silences, below?.silences, KEY_OF.silences),
    sources: new Overlay(sources, below?.sources, KEY_OF.sources),
    health: new Overlay(health, below?.health, KEY_OF.health),
    credentials: new Overlay(credentials, below?.credentials, KEY_OF.credentials),
    sessions: new Overlay(sessions, below?.sessions, KEY_OF.sessions),
    revocations: new Overlay(revocations, below?.revocations, KEY_OF.revocations),
    severities: new Overlay(severities, below?.severities, KEY_OF.severities),
  }
}

/** Lays what a group changes into the committed ones; of alerts everything else that the state knows by them, too. */
export function settleKinds(kinds: Kinds, state: State): void {
  kinds.alerts.settle()
  kinds.silences.settleInto(state.silences)
  kinds.sources.settleInto(state.sources)
  kinds.health.settleInto(state.health)
  kinds.credentials.settleInto(state.credentials)
  kinds.sessions.settleInto(state.sessions)
  kinds.revocations.settleInto(state.revocations)
  kinds.severities.settleInto(state.severities)
}

/** What a group changes of them. */
export function changesOf(kinds: Kinds): RecordChanges {
  const [alerts, forgottenAlerts] = kinds.alerts.changes()
  const [silences, forgottenSilences] = kinds.silences.changes()
  const [sources, forgottenSources] = kinds.sources.changes()
  const [health, forgottenHealth] = kinds.health.changes()
  const [credentials, forgottenCredentials] = kinds.credentials.changes()
  const [sessions, forgottenSessions] = kinds.sessions.changes()
  const [revocations, forgottenRevocations] = kinds.revocations.changes()
  const [severities, forgottenSeverities] = kinds.severities.changes()
  return {
    alerts,
    forgottenAlerts,
    silences,
    forgottenSilences,
    sources,
    forgottenSources,
    health,
    forgottenHealth,
    credentials,
    forgottenCredentials,
    sessions,
    forgottenSessions,
    revocations,
    forgottenRevocations,
    severities,
    forgottenSeverities,
  }
}

/** By keys; null is what is forgotten. */
export interface Touched
  extends Pick<{ readonly [K in keyof Kinds]: Kinds[K]['staged'] }, 'alerts' | 'silences' | 'sources'> {
  readonly settled: AlertOverlay['settled']
}

/** What a group changed, for whoever schedules or writes later. */
export function touchedOf({ alerts, silences, sources }: Kinds): Touched {
  const { staged, settled } = alerts
  return { alerts: staged, settled, silences: silences.staged, sources: sources.staged }
}
