import { type EventRow, fromRow } from '../storage/event-row.ts'
import { EVENT_COLUMNS, RECORD_COLUMNS, thingOf } from '../storage/postgres/append-parts.ts'
import { LIFE_COLUMNS } from '../storage/postgres/life-rows.ts'
import { toText } from '../storage/postgres/texts.ts'

/** A column of the database, and its type there. */
export type Column = readonly [name: string, type: 'text' | 'bigint']
export type Value = string | number | null
/** A row of the file, by its columns. */
export type SourceRow = Readonly<Record<string, Value>>

/** How one table of the file becomes one of the database, row by row. */
export interface MovedTable {
  /** As both call it. */
  readonly name: string
  /** What people call its rows. */
  readonly words: string
  /** SQL for the rows of the file, in their order. */
  readonly select: string
  /** The first one tells rows apart. */
  readonly columns: readonly [Column, ...Column[]]
  readonly valuesOf: (row: SourceRow) => readonly Value[]
}

/** Texts that are ours, and JSON, are the same in both; texts of others are escaped where PostgreSQL could not hold them. */
const escaped = (value: Value | undefined): Value =>
  typeof value === 'string' ? toText(value) : (value ?? null)

/** As it is, from a column of the same name. */
function plainly(name: string, words: string, select: string, columns: MovedTable['columns']): MovedTable {
  return { name, words, select, columns, valuesOf: (row) => columns.map(([column]) => row[column] ?? null) }
}

/** One record for each thing, by what the file calls its key. */
function records(name: string, words: string, key: string): MovedTable {
  return {
    name,
    words,
    select: `SELECT ${key} AS key, record FROM ${name} ORDER BY ${key}`,
    columns: RECORD_COLUMNS,
    valuesOf: ({ key, record }) => [escaped(key), record ?? null],
  }
}

const EVENTS: MovedTable = {
  name: 'events',
  words: 'events',
  select: 'SELECT * FROM events ORDER BY sequence',
  columns: EVENT_COLUMNS,
  valuesOf: (row) => {
    const event = row as unknown as EventRow
    const { sequence, epoch, id, type, source, at, fingerprint, level, data } = event
    // Of alerts it is nothing, and nearly all are of alerts.
    const thing = source === 'alert_processor' ? null : thingOf(fromRow(event))
    return [sequence, epoch, id, type, source, at, fingerprint, level, thing, data]
  },
}

const LIVES: MovedTable = {
  name: 'lives',
  words: 'lives of alerts',
  select: 'SELECT * FROM lives ORDER BY sequence',
  columns: LIFE_COLUMNS,
  valuesOf: ({ sequence, fingerprint, alertname, level, began, acknowledged, owner, ended, ended_by }) =>
    [
      sequence,
      fingerprint,
      escaped(alertname),
      level,
      began,
      acknowledged,
      escaped(owner),
      ended,
      ended_by,
    ].map((value) => value ?? null),
}

/** Everything that is kept. */
export const TABLES: readonly MovedTable[] = [
  plainly(
    'terms',
    'terms of the log',
    "SELECT epoch, first, 0 AS timeline, '' AS system FROM terms ORDER BY first, rowid",
    [
      ['epoch', 'text'],
      ['first', 'bigint'],
      // Of no database yet: whoever opens it first sees that it is another, and opens a new term.
      ['timeline', 'bigint'],
      ['system', 'text'],
    ],
  ),
  EVENTS,
  LIVES,
  records('alerts', 'alerts', 'fingerprint'),
  records('silences', 'silences', 'id'),
  records('sources', 'sources', 'component'),
  records('health', 'rows of health', 'component'),
  records('credentials', 'credentials', 'hash'),
  records('sessions', 'sessions', 'id'),
  records('revocations', 'revocations', 'key'),
  records('severities', 'mapped severities', 'key'),
  plainly('audit', 'entries of the audit log', 'SELECT sequence, entry FROM audit ORDER BY sequence', [
    ['sequence', 'bigint'],
    ['entry', 'text'],
  ]),
  plainly(
    'audit_checkpoint',
    'checkpoints of the audit log',
    'SELECT text, signature, public_key FROM audit_checkpoint',
    [
      ['text', 'text'],
      ['signature', 'text'],
      ['public_key', 'text'],
    ],
  ),
]
