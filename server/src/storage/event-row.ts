import { formatTime, type LoggedEvent } from '@watchfloor/contract'
import { WrittenEvent } from './written-event.ts'

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

/** A row whose data is read already. */
export type WholeRow = Omit<EventRow, 'data'> & { readonly data: unknown }

/** The event of a row. Rows are our own writing, checked when they were made, so they are not checked again. */
export function fromRow(row: EventRow): LoggedEvent {
  return WrittenEvent.of(row, JSON.parse(row.data), row.data)
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

/** An event of which the data is read when it is looked at: most are told apart by less. */
export function lazily(row: EventRow): LoggedEvent {
  const event = fromWhole({ ...row, data: undefined })
  let data: unknown
  return Object.defineProperty(event, 'data', {
    get: () => {
      data ??= JSON.parse(row.data)
      return data
    },
  })
}
