import {
  type BoardAlert,
  type BoardSnapshot,
  type Cursor,
  formatCursor,
  formatTime,
  isGoingOn,
  JUST_RESOLVED_MS,
  type LevelCounts,
  type Millis,
  type SeverityTable,
  type StatsEvent,
} from '@watchfloor/contract'
import { toAlert } from '../alerts/payload.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { Steps } from '../ground/steps.ts'
import type { State } from '../ledger/state.ts'
import type { Sight } from '../scope/sight.ts'
import type { AsSeen } from './as-seen.ts'

/** A board whose alerts are made as they are read, once; undefined stands for a step of finding the next. */
export interface ReadBoard extends Omit<BoardSnapshot, 'alerts' | 'left_out'> {
  readonly alerts: Iterable<BoardAlert | undefined>
  /** Known when the alerts were read. */
  readonly leftOut: () => LevelCounts | undefined
}

/** All of it at once. */
export function wholeOf({ alerts, leftOut, ...board }: ReadBoard): BoardSnapshot {
  const whole = { ...board, alerts: [...alerts].filter((alert) => alert !== undefined) }
  const left = leftOut()
  return left === undefined ? whole : { ...whole, left_out: left }
}

/** What is on the board at a moment. Records are replaced whole, so that these stay what they are. */
export interface Present extends Omit<BoardSnapshot, 'alerts' | 'left_out'> {
  readonly records: readonly AlertRecord[]
}

/** The board as it is when this is asked. Whoever folds the events up to its cursor has the same (S19). */
export function presentBoard(
  { alerts, silences, health }: Pick<State, 'alerts' | 'silences' | 'health'>,
  cursor: Cursor,
  now: Millis,
  stats: StatsEvent,
): Present {
  return {
    cursor: formatCursor(cursor),
    server_time: formatTime(now),
    records: alerts
      .values()
      .filter((record) => isShown(record, now))
      .toArray(),
    silences: [...silences.values()].filter(({ state }) => state !== 'expired'),
    health: [...health.values()],
    stats: stats.data,
  }
}

/** What of a board is theirs. */
export function* presentFor(present: Present, sight: Sight, seen: AsSeen): Steps<Present> {
  if (sight.scope === undefined) return present
  const records: AlertRecord[] = []
  for (const record of present.records) {
    if (sight.alert(record.labels)) records.push(record)
    yield
  }
  return {
    ...present,
    records,
    silences: present.silences.flatMap((silence) => seen.silence(silence) ?? []),
    health: present.health.flatMap((row) => seen.health(row) ?? []),
  }
}

/** An alert as a board shows it. */
export function toBoardAlert(record: AlertRecord, severities: SeverityTable): BoardAlert {
  return { ...toAlert(record, severities), sequence: record.sequence }
}

/** Resolved alerts stay for a while; the pipeline's heartbeat is no row at all. */
function isShown(record: AlertRecord, now: Millis): boolean {
  const { heartbeat, episode, updatedAt } = record
  if (heartbeat) return false
  return isGoingOn(record) || now < (episode?.changedAt ?? updatedAt) + JUST_RESOLVED_MS
}
