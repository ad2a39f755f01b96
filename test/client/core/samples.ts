import type { BoardSnapshot, Cursor, Event, StatsEvent } from '@watchfloor/contract'
import type { Frame } from '../../../client/src/core/messages.ts'

/** Server time at monotonic 0. */
export const EPOCH_WALL = Date.UTC(2026, 10, 24, 3, 0, 0)

export function at(sequence: number): Cursor {
  return { epoch: 't1', sequence }
}

export function boardAt(sequence: number): BoardSnapshot {
  const server_time = new Date(EPOCH_WALL).toISOString()
  return { cursor: `t1.${sequence}`, server_time, alerts: [], silences: [], health: [], stats: null }
}

export function event(sequence: number, prev = sequence - 1, epoch = 't1'): Frame {
  return { type: 'event', event: notification(sequence, prev, epoch) }
}

/** A small event of class A. */
export function notification(sequence: number, prev = sequence - 1, epoch = 't1'): Event {
  return {
    type: 'system_notification',
    source: 'system',
    id: `00000000-0000-4000-8000-${String(sequence % 1e12).padStart(12, '0')}`,
    timestamp: '2026-11-24T03:00:00.000Z',
    data: { level: 'info', message: `event ${sequence}` },
    sequence,
    prev,
    epoch,
  }
}

export function sequences(events: readonly Event[]): number[] {
  return events.flatMap((one) => ('sequence' in one ? [one.sequence] : []))
}

export function stats(): StatsEvent {
  const by_severity = { critical: 0, high: 0, warning: 0, info: 0, unset: 0 }
  return {
    type: 'stats_updated',
    source: 'stats_collector',
    id: '00000000-0000-4000-8000-000000000000',
    timestamp: '2026-11-24T03:00:00.000Z',
    data: {
      firing_alerts: 0,
      resolved_today: 0,
      resolved_alerts: 0,
      active_silences: 0,
      inhibited_alerts: 0,
      by_severity,
      last_seen: {},
      at: '2026-11-24T03:00:00.000Z',
    },
  }
}
