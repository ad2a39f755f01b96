import type { BoardHealth, BoardSilence } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { Stored } from '../storage/storage.ts'

/** Committed state, all of it in memory. Only the writer changes it, after a commit. */
export interface State {
  readonly alerts: Map<string, AlertRecord>
  readonly silences: Map<string, BoardSilence>
  readonly sources: Map<string, SourceRecord>
  readonly health: Map<string, BoardHealth>
}

export function stateOf(stored: Pick<Stored, 'alerts' | 'silences' | 'sources' | 'health'>): State {
  return {
    alerts: new Map(stored.alerts.map((record) => [record.fingerprint, record])),
    silences: new Map(stored.silences.map((silence) => [silence.id, silence])),
    sources: new Map(stored.sources.map((source) => [source.component, source])),
    health: new Map(stored.health.map((health) => [health.component, health])),
  }
}
