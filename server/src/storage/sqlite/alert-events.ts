import type { EventRow } from '../event-row.ts'
import type { Sql } from './prepared.ts'

/**
 * The index of events by alert is in the order of fingerprints within stretches of the log only: in that order as a
 * whole each event would write a page of its own, far from those of the others. So whoever looks for an alert's events
 * looks in one stretch after the other. As the schema has it: `sequence >> 15`.
 */
const STRETCH = 2 ** 15

/** Sequences from one, included, to another, not included. */
export interface Sequences {
  readonly first: number
  readonly before: number
}

/** All of the log. */
export const EVER: Sequences = { first: 0, before: Number.MAX_SAFE_INTEGER }

/** Stretches of the log that have any of these sequences, newest first. */
export function* stretches(sql: Sql, { first, before }: Sequences): Generator<number> {
  const { oldest, newest } = sql(
    'SELECT (SELECT min(sequence) FROM events) AS oldest, (SELECT max(sequence) FROM events) AS newest',
  ).get() as { readonly oldest: number | null; readonly newest: number | null }
  if (oldest === null || newest === null) return
  const last = Math.floor(Math.max(first, oldest) / STRETCH)
  for (let at = Math.floor(Math.min(before - 1, newest) / STRETCH); at >= last; at--) yield at
}

/** Where an alert's events of a stretch are, for SQL: a stretch, a fingerprint, and sequences as above. */
const OF_ALERT =
  'events.sequence >> 15 = ? AND events.fingerprint = ? AND events.sequence >= ? AND events.sequence < ?'

/** An alert's events, newest first, or upwards. */
export function* alertEvents(
  sql: Sql,
  fingerprint: string,
  among: Sequences,
  upwards = false,
): Generator<EventRow> {
  const found = [...stretches(sql, among)]
  if (upwards) found.reverse()
  const text = `SELECT * FROM events WHERE ${OF_ALERT} ORDER BY sequence ${upwards ? 'ASC' : 'DESC'}`
  for (const stretch of found) {
    const rows = sql(text).iterate(stretch, fingerprint, among.first, among.before) as Iterable<unknown>
    yield* rows as Iterable<EventRow>
  }
}

/** A life on a board: its alert, and the event that it began with. */
export interface LifeAt {
  readonly fingerprint: string
  readonly life: number
}

const LAST_OF_EACH = `SELECT events.* FROM json_each(?) AS present CROSS JOIN events ON events.sequence =
  (SELECT max(sequence) FROM events WHERE events.sequence >> 15 = ? AND events.fingerprint = present.value AND events.sequence < ?)`

/**
 * The last event before a sequence of each of these lives, one an alert at most, where it is kept. Those of a stretch
 * are looked for in one statement: one for each alert costs as much as eight of them.
 */
export function* lastEvents(sql: Sql, lives: readonly LifeAt[], before: number): Generator<EventRow> {
  const missing = new Map(lives.map(({ fingerprint, life }) => [fingerprint, life]))
  const first = missing.values().reduce((least, life) => Math.min(least, life), before)
  for (const stretch of stretches(sql, { first, before })) {
    const asked = JSON.stringify([...missing.keys()])
    for (const each of sql(LAST_OF_EACH).iterate(asked, stretch, before) as Iterable<unknown>) {
      const row = each as EventRow & { readonly fingerprint: string }
      const life = missing.get(row.fingerprint)
      missing.delete(row.fingerprint)
      if (life !== undefined && row.sequence >= life) yield row
    }
    // Those of which the beginning is in this stretch, or later, are not kept.
    for (const [fingerprint, life] of missing) if (life >= stretch * STRETCH) missing.delete(fingerprint)
  }
}
