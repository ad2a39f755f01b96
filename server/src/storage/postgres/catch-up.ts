import type { LoggedEvent } from '@watchfloor/contract'
import { BEGINNING, endAt } from '../../audit/entry.ts'
import { type EventRow, fromRow } from '../event-row.ts'
import type { CaughtUp } from '../shared.ts'
import type { RecordChanges, Term } from '../storage.ts'
import { COLUMNS } from './event-rows.ts'
import { type Head, systemOf, TIMELINE } from './head.ts'
import { RECORD_TABLES } from './record-tables.ts'
import type { Statement } from './statement.ts'
import { lostOf } from './terms.ts'
import { fromText } from './texts.ts'

/** Whoever is further behind reads everything anew: it is less, and comes in pages. */
const MOST_EVENTS = 200_000

/** A row of the answer; of what it is not about, it says null. */
export interface CatchUpRow extends Omit<EventRow, 'data'> {
  readonly what: string
  readonly data: string | null
}

const NOTHING: Readonly<Record<keyof EventRow, string>> = {
  sequence: 'NULL::bigint',
  epoch: 'NULL::text',
  id: 'NULL::text',
  type: 'NULL::text',
  source: 'NULL::text',
  at: 'NULL::bigint',
  fingerprint: 'NULL::text',
  level: 'NULL::text',
  data: 'NULL::text',
}

/** One part of the answer. */
function part(what: string, columns: Partial<Record<keyof EventRow, string>>, from: string): string {
  const all = Object.entries({ ...NOTHING, ...columns }).map(([name, value]) => `${value} AS ${name}`)
  return `SELECT '${what}' AS what, ${all.join(', ')} ${from}`
}

/**
 * What others committed since a head, as one statement: one look at one moment. A head that is not in the log (any
 * more) is told that, and nothing else. `LATERAL ... OFFSET 0` has each record looked up by its key, however many.
 */
export function catchUpOf(mine: Head, maySeeSystem: boolean): Statement {
  const records = RECORD_TABLES.map(({ table, letter }) =>
    part(
      letter,
      { id: 'keys.key', data: 'kept.record' },
      `FROM keys LEFT JOIN LATERAL (SELECT record FROM ${table} WHERE key = keys.key OFFSET 0) AS kept ON true
        WHERE kind = '${letter}'`,
    ),
  )
  const text = `WITH head AS (SELECT *, (timeline = ${TIMELINE} AND system = ${systemOf(maySeeSystem)}) AS goes_on
      FROM log_head),
    known AS (SELECT FROM head WHERE goes_on AND sequence - $2::bigint <= ${MOST_EVENTS}
      AND (commit_id = $3 OR ${CHAIN})),
    fresh AS (SELECT sequence, trace, touched FROM commits
      WHERE n > $1::bigint AND n <= (SELECT commit_number FROM head) AND EXISTS (SELECT FROM known)),
    keys AS (SELECT DISTINCT left(line, 1) AS kind, substr(line, 2) AS key
      FROM fresh CROSS JOIN LATERAL string_to_table(touched, E'\\n') AS line WHERE line <> '')
    ${part('head', HEAD_COLUMNS, 'FROM head')}
    UNION ALL SELECT 'event', ${COLUMNS} FROM events WHERE sequence > $2::bigint
      AND sequence <= (SELECT sequence FROM head) AND EXISTS (SELECT FROM known)
    UNION ALL ${records.join('\n    UNION ALL ')}
    UNION ALL (${part('audit', { sequence: 'sequence', data: 'entry' }, AUDIT_END)})
    UNION ALL ${part('trace', { sequence: 'sequence', data: 'trace' }, 'FROM fresh WHERE trace IS NOT NULL')}
    UNION ALL ${part('term', { sequence: 'n', epoch: 'epoch', at: 'first' }, TERMS)}`
  return { text, values: [mine.number, mine.sequence, mine.commit, mine.epoch] }
}

/**
 * From this head to the present one each commit names the one before: a server of a version that knew no others leaves
 * no row, and its commit is not to be passed over.
 */
const CHAIN = `EXISTS (SELECT FROM commits WHERE n = $1::bigint AND id = $3)
        AND EXISTS (SELECT FROM commits WHERE n = commit_number AND id = commit_id)
        AND NOT EXISTS (SELECT FROM commits AS one WHERE n > $1::bigint AND n <= commit_number
          AND prior IS DISTINCT FROM (SELECT id FROM commits WHERE n = one.n - 1))`

const HEAD_COLUMNS = {
  sequence: 'sequence',
  at: 'commit_number',
  id: 'commit_id',
  epoch: 'epoch',
  source: 'timeline::text',
  level: 'system',
  type: `CASE WHEN EXISTS (SELECT FROM known) THEN 'known' ELSE 'unknown' END`,
}
const AUDIT_END = 'FROM audit WHERE EXISTS (SELECT FROM known) ORDER BY sequence DESC LIMIT 1'
const TERMS = 'FROM terms WHERE EXISTS (SELECT FROM head WHERE epoch <> $4)'

type Ahead = Extract<CaughtUp, { readonly kind: 'ahead' }>

/** What an answer says: where the head is, and what is new; or that this head cannot be gone on from. */
export function readCatchUp(
  mine: Head,
  known: readonly Term[],
  rows: readonly CatchUpRow[],
):
  | { readonly kind: 'same' }
  | { readonly kind: 'anew' }
  | { readonly kind: 'ahead'; readonly head: Head; readonly ahead: Ahead } {
  const head = rows.find(({ what }) => what === 'head')
  if (head?.type !== 'known') return { kind: 'anew' }
  if (head.id === mine.commit && head.epoch === mine.epoch) return { kind: 'same' }
  const events: LoggedEvent[] = []
  const records = Object.fromEntries(
    RECORD_TABLES.flatMap(({ table, forgotten }) => [
      [table, [] as unknown[]],
      [forgotten, [] as unknown[]],
    ]),
  )
  const terms: CatchUpRow[] = []
  const traces: { upTo: number; trace: string }[] = []
  let auditEnd = BEGINNING
  for (const row of rows) {
    const { what, sequence, data } = row
    const table = BY_LETTER.get(what)
    if (table !== undefined) {
      if (data === null) records[table.forgotten]?.push(fromText(row.id))
      else records[table.table]?.push(table.read(data))
    } else if (what === 'event') events.push(fromRow(row as EventRow))
    else if (what === 'term') terms.push(row)
    else if (what === 'trace') traces.push({ upTo: sequence, trace: data ?? '' })
    else if (what === 'audit') auditEnd = endAt({ sequence, text: data ?? '' })
  }
  const present = terms
    .sort((a, b) => a.at - b.at || a.sequence - b.sequence)
    .map(({ epoch, at }): Term => ({ epoch, first: at }))
  if (lostOf(mine, known, present) > 0) return { kind: 'anew' }
  const { sequence, at: number, id: commit, epoch } = head
  return {
    kind: 'ahead',
    head: { sequence, number, commit, epoch, timeline: Number(head.source), system: head.level ?? '' },
    ahead: {
      kind: 'ahead',
      events: events.sort((a, b) => a.sequence - b.sequence),
      records: records as unknown as RecordChanges,
      auditEnd,
      head: sequence,
      ...(present.length > 0 && { terms: present }),
      ...(traces.length > 0 && { traces: traces.sort((a, b) => a.upTo - b.upTo) }),
    },
  }
}

const BY_LETTER = new Map(RECORD_TABLES.map((table) => [table.letter, table]))
