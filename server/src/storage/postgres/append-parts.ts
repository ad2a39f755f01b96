import type { LoggedEvent } from '@watchfloor/contract'
import type { Changes } from '../storage.ts'
import { WrittenEvent } from '../written-event.ts'
import { RECORD_TABLES } from './record-tables.ts'
import { fromLines, lines, toText } from './texts.ts'

/** What one statement does to one table. Its text is the same whatever the values, so that it is planned once. */
export interface Part {
  /** `first` is the number of its first parameter. Only where `moved` has a row may it do anything. */
  readonly sql: (first: number) => string
  readonly values: readonly string[]
}

/** Together with a condition of its own, or alone. */
export const IF_MOVED = 'EXISTS (SELECT FROM moved)'

/** Columns of one row each, as a table in SQL. */
export function rowsFrom(
  first: number,
  columns: readonly (readonly [name: string, type: 'text' | 'bigint'])[],
): string {
  const arrays = columns.map(([, type], n) => fromLines(first + n, type))
  return `unnest(${arrays.join(', ')}) AS given (${columns.map(([name]) => name).join(', ')})`
}

/** What an event takes beside its text, about: its other columns, its places in the indexes, its life. */
export const EVENT_OVERHEAD = 400

/** Columns of the table of events, in its order. */
export const EVENT_COLUMNS = [
  ['sequence', 'bigint'],
  ['epoch', 'text'],
  ['id', 'text'],
  ['type', 'text'],
  ['source', 'text'],
  ['at', 'bigint'],
  ['fingerprint', 'text'],
  ['level', 'text'],
  ['thing', 'text'],
  ['data', 'text'],
] as const

/** The events, and about how many bytes they take; undefined when there are none. */
export function eventsPart(
  events: readonly LoggedEvent[],
): { readonly part: Part; readonly bytes: number } | undefined {
  if (events.length === 0) return undefined
  const column = (value: (event: LoggedEvent) => string | number | null) => lines(events.map(value))
  const data = column((event) => WrittenEvent.dataOf(event))
  const alertOf = (event: LoggedEvent) => (event.source === 'alert_processor' ? event.data : undefined)
  return {
    bytes: Buffer.byteLength(data) + events.length * EVENT_OVERHEAD,
    part: {
      sql: (first) =>
        `INSERT INTO events (${EVENT_COLUMNS.map(([name]) => name).join(', ')})
        SELECT * FROM ${rowsFrom(first, EVENT_COLUMNS)} WHERE ${IF_MOVED}`,
      values: [
        column(({ sequence }) => sequence),
        column(({ epoch }) => epoch),
        column(({ id }) => id),
        column(({ type }) => type),
        column(({ source }) => source),
        column((event) => WrittenEvent.atOf(event)),
        column((event) => alertOf(event)?.fingerprint ?? null),
        column((event) => alertOf(event)?.level ?? null),
        column(thingOf),
        data,
      ],
    },
  }
}

/** Of what else than an alert an event speaks. */
export function thingOf(event: LoggedEvent): string | null {
  if (event.source === 'silence_manager') return toText(event.data.id)
  return event.source === 'health_monitor' ? toText(event.data.component) : null
}

/** What is written of each table of records, and what is deleted; and the keys of all that, a line each. */
export function recordParts(changes: Changes): {
  readonly parts: readonly Part[]
  readonly touched: string
} {
  const parts: Part[] = []
  let touched = ''
  for (const { table, letter, written, forgotten } of RECORD_TABLES) {
    const kept = written(changes)
    const keys = Array.from(kept.keys(), toText)
    const gone = changes[forgotten].map(toText)
    for (const key of keys) touched += `${letter}${key}\n`
    for (const key of gone) touched += `${letter}${key}\n`
    if (keys.length > 0)
      parts.push({
        sql: (first) => `INSERT INTO ${table} (key, record)
        SELECT * FROM ${rowsFrom(first, RECORD_COLUMNS)} WHERE ${IF_MOVED}
        ON CONFLICT (key) DO UPDATE SET record = excluded.record`,
        values: [lines(keys), lines([...kept.values()])],
      })
    if (gone.length > 0)
      parts.push({
        sql: (first) => `DELETE FROM ${table} WHERE key = ANY (${fromLines(first, 'text')}) AND ${IF_MOVED}`,
        values: [lines(gone)],
      })
  }
  return { parts, touched }
}

/** Columns of each table of records. */
export const RECORD_COLUMNS = [
  ['key', 'text'],
  ['record', 'text'],
] as const
