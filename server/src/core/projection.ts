import {
  applyEvent,
  type BoardDraft,
  type BoardSnapshot,
  type Cursor,
  hasLeft,
  type LoggedEvent,
  type Millis,
  type SeverityTable,
  type StatsEvent,
  toSnapshot,
} from '@watchfloor/contract'
import { toAlert } from '../alerts/payload.ts'
import type { State } from '../ledger/state.ts'

/** The board in memory, kept by the same fold that every client runs, so that both show the same (S19). */
export class Projection {
  readonly #draft: BoardDraft

  constructor(state: State, cursor: Cursor, severities: SeverityTable, now: Millis) {
    const alerts = [...state.alerts.values()]
      .filter((record) => !record.heartbeat)
      .map((record) => ({ ...toAlert(record, severities), sequence: record.sequence }))
      .filter((alert) => !hasLeft(alert, now))
    this.#draft = {
      cursor,
      alerts: new Map(alerts.map((alert) => [alert.fingerprint, alert])),
      silences: new Map([...state.silences].filter(([, silence]) => silence.state !== 'expired')),
      health: new Map(state.health),
      stats: null,
    }
  }

  apply(batch: readonly LoggedEvent[]): void {
    for (const event of batch) applyEvent(this.#draft, event)
  }

  /** Lets go of alerts that resolved long enough ago. */
  prune(now: Millis): void {
    for (const alert of this.#draft.alerts.values()) {
      if (hasLeft(alert, now)) this.#draft.alerts.delete(alert.fingerprint)
    }
  }

  snapshot(now: Millis, stats: StatsEvent): BoardSnapshot {
    return { ...toSnapshot(this.#draft, now), stats: stats.data }
  }
}
