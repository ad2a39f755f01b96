import {
  type BoardAlert,
  type BoardSnapshot,
  type Cursor,
  formatCursor,
  formatTime,
  isGoingOn,
  JUST_RESOLVED_MS,
  type Millis,
  type SeverityTable,
  type StatsEvent,
} from '@watchfloor/contract'
import { toAlert } from '../alerts/payload.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { Steps } from '../ground/steps.ts'
import type { State } from '../ledger/state.ts'

/**
 * The board as it is when this is asked. It is made of what is kept, by steps: records are replaced whole, so those of
 * one moment stay what they are. Whoever folds the events up to its cursor has the same (S19).
 */
export function presentBoard(
  { alerts, silences, health }: Pick<State, 'alerts' | 'silences' | 'health'>,
  cursor: Cursor,
  severities: SeverityTable,
  now: Millis,
  stats: StatsEvent,
): Steps<BoardSnapshot> {
  const records = [...alerts.values()]
  const rest = {
    silences: [...silences.values()].filter(({ state }) => state !== 'expired'),
    health: [...health.values()],
    stats: stats.data,
  }
  return (function* () {
    const shown: BoardAlert[] = []
    for (const record of records) {
      if (isShown(record, now)) shown.push({ ...toAlert(record, severities), sequence: record.sequence })
      yield
    }
    return { cursor: formatCursor(cursor), server_time: formatTime(now), alerts: shown, ...rest }
  })()
}

/** Resolved alerts stay for a while; the pipeline's heartbeat is no row at all. */
function isShown(record: AlertRecord, now: Millis): boolean {
  const { heartbeat, episode, updatedAt } = record
  if (heartbeat) return false
  return isGoingOn(record) || now < (episode?.changedAt ?? updatedAt) + JUST_RESOLVED_MS
}
