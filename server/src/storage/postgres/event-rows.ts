import { type EventRow, fromRow } from '../event-row.ts'
import type { EventStore } from '../storage.ts'
import { EVENT_OVERHEAD } from './append-parts.ts'
import type { Ask } from './reads.ts'

export const COLUMNS = 'sequence, epoch, id, type, source, at, fingerprint, level, data'

/** Events of one answer are about so large at most, bytes: each has to be handed over, and read, in one go. */
const MOST_BYTES = 2_000_000

/**
 * SQL for the events that a condition names, in an order, at most so many (a parameter) and not too large together, but
 * one at least. A text's length is known without reading it.
 */
export function page(condition: string, order: string, limit: string, bytes = MOST_BYTES): string {
  return `SELECT ${COLUMNS} FROM (SELECT ${COLUMNS},
      sum(octet_length(data)) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - octet_length(data) AS before
      FROM events WHERE ${condition} ORDER BY ${order} LIMIT ${limit}) AS paged
    WHERE before < ${bytes} ORDER BY ${order}`
}

/** Numbers of ours are asked for with bounds that no column can hold. */
export function bigint(value: number): number {
  return Math.min(Math.max(Math.trunc(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)
}

/** The plain reads of the log, and its deletion from the old end. */
export function eventReads(ask: Ask): Omit<EventStore, 'scanBefore'> {
  const number = async (text: string, ...values: readonly number[]): Promise<number | undefined> => {
    const [row] = await ask<{ n: number | null }>(text, values)
    return row?.n ?? undefined
  }
  return {
    readAfter: async (after, limit) => {
      const rows = await ask<EventRow>(page('sequence > $1::bigint', 'sequence', '$2::bigint'), [
        bigint(after),
        limit,
      ])
      return rows.map(fromRow)
    },
    ofAlert: async (fingerprint, limit) => {
      const text = page('fingerprint = $1', 'sequence DESC', '$2::bigint')
      return (await ask<EventRow>(text, [fingerprint, limit])).map(fromRow)
    },
    firstSince: (time) => number(`SELECT ${FIRST_SINCE} AS n`, time),
    purgeBefore: async (time, limit) => (await number(PURGE, time, limit)) ?? 0,
    usedBytes: async () => (await number(USED)) ?? 0,
  }
}

/** Sequence of the earliest event at or after a time. */
const FIRST_SINCE = '(SELECT sequence FROM events WHERE at >= $1::bigint ORDER BY at, sequence LIMIT 1)'

/** Of lives whose beginning is no longer known, only the end was laid in. */
const PURGE = `WITH gone AS (DELETE FROM events WHERE sequence IN (SELECT sequence FROM events
      WHERE at < $1::bigint AND sequence < coalesce(${FIRST_SINCE}, (SELECT sequence FROM log_head)) ORDER BY at LIMIT $2::bigint)
    RETURNING octet_length(data) + 1 + ${EVENT_OVERHEAD} AS bytes),
  counted AS (UPDATE log_head SET event_bytes = event_bytes - (SELECT sum(bytes) FROM gone)
    WHERE EXISTS (SELECT FROM gone)),
  old AS (DELETE FROM lives WHERE sequence IN (SELECT sequence FROM lives
    WHERE began < $1::bigint AND ended IS NOT NULL ORDER BY began LIMIT $2::bigint) RETURNING 1),
  ends AS (DELETE FROM lives WHERE sequence IN (SELECT sequence FROM lives
    WHERE began IS NULL AND coalesce(ended, acknowledged) < $1::bigint LIMIT $2::bigint) RETURNING 1)
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM old) + (SELECT count(*) FROM ends) AS n`

/** What was deleted is used again first, so that it does not count; the database does not say how much that is. */
const USED = `SELECT event_bytes + (SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname NOT IN ('events', 'lives')) AS n
  FROM log_head`
