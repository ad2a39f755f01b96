import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { CredentialRecord } from '../access/credential.ts'
import type { RevocationRecord } from '../access/revocation.ts'
import type { SessionRecord } from '../access/session.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { KeptSeverity } from '../alerts/severity-names.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { RecordChanges } from '../storage/storage.ts'
import { Overlay } from './overlay.ts'
import type { State } from './state.ts'

/** Everything of which one record is kept for each. */
export interface Kinds {
  readonly alerts: Overlay<AlertRecord>
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
  const { alerts, silences, sources, health, credentials, sessions, revocations, severities } = state
  return {
    alerts: new Overlay(alerts, below?.alerts, ({ fingerprint }) => fingerprint),
    silences: new Overlay(silences, below?.silences, ({ id }) => id),
    sources: new Overlay(sources, below?.sources, ({ component }) => component),
    health: new Overlay(health, below?.health, ({ component }) => component),
    credentials: new Overlay(credentials, below?.credentials, ({ hash }) => hash),
    sessions: new Overlay(sessions, below?.sessions, ({ id }) => id),
    revocations: new Overlay(revocations, below?.revocations, ({ key }) => key),
    severities: new Overlay(severities, below?.severities, ({ key }) => key),
  }
}

/** Lays what a group changes into the committed ones; alerts are laid one by one (`settle-alert.ts`). */
export function settleKinds(kinds: Kinds, state: State): void {
  kinds.silences.settle(state.silences)
  kinds.sources.settle(state.sources)
  kinds.health.settle(state.health)
  kinds.credentials.settle(state.credentials)
  kinds.sessions.settle(state.sessions)
  kinds.revocations.settle(state.revocations)
  kinds.severities.settle(state.severities)
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
