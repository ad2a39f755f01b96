import { formatTime, type LoggedEvent } from '@watchfloor/contract'

/** An event as the `events` table holds it. */
export interface EventRow {
  readonly sequence: number
  readonly epoch: string
  readonly id: string
  readonly type: string
  readonly source: string
  readonly at: number
  readonly fingerprint: string | null
  readonly level: string | null
  readonly data: string
}

export function toRow(event: LoggedEvent): EventRow {
  const alert = event.source === 'alert_processor' ? event.data : undefined
  return {
    sequence: event.sequence,
    epoch: event.epoch,
    id: event.id,
    type: event.type,
    source: event.source,
    // Our own writing; the strict reading of others' times costs ten times as much.
    at: Date.parse(event.timestamp),
    fingerprint: alert?.fingerprint ?? null,
    level: alert?.level ?? null,
    data: JSON.stringify(event.data),
  }
}

/** The event of a row. Rows are our own writing, checked when they were made, so they are not parsed again. */
export function fromRow(row: EventRow): LoggedEvent {
  return {
    type: row.type,
    id: row.id,
    data: JSON.parse(row.data),
    timestamp: formatTime(row.at),
    source: row.source,
    sequence: row.sequence,
    epoch: row.epoch,
  } as LoggedEvent
}
