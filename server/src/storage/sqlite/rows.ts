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

/** An event's values in the order of the table's columns: to the writer's thread, names would cost more than they say. */
export type EventValues = readonly [
  sequence: number,
  epoch: string,
  id: string,
  type: string,
  source: string,
  at: number,
  fingerprint: string | null,
  level: string | null,
  data: string,
]

export function toValues(event: LoggedEvent): EventValues {
  const alert = event.source === 'alert_processor' ? event.data : undefined
  return [
    event.sequence,
    event.epoch,
    event.id,
    event.type,
    event.source,
    // Our own writing; the strict reading of others' times costs ten times as much.
    Date.parse(event.timestamp),
    alert?.fingerprint ?? null,
    alert?.level ?? null,
    JSON.stringify(event.data),
  ]
}

/** A row whose data is read already. */
export type WholeRow = Omit<EventRow, 'data'> & { readonly data: unknown }

/** The event of a row. Rows are our own writing, checked when they were made, so they are not parsed again. */
export function fromRow(row: EventRow): LoggedEvent {
  return fromWhole({ ...row, data: JSON.parse(row.data) })
}

export function fromWhole(row: WholeRow): LoggedEvent {
  return {
    type: row.type,
    id: row.id,
    data: row.data,
    timestamp: formatTime(row.at),
    source: row.source,
    sequence: row.sequence,
    epoch: row.epoch,
  } as LoggedEvent
}
