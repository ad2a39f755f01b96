import type { Sql } from './prepared.ts'

/**
 * One row a life: what statistics and past boards are worked out from. Each fact is laid in by itself, so that the
 * older events of a file that had no such table can be taken in later, in the background.
 */
const BEGAN = `INSERT INTO lives (sequence, fingerprint, alertname, level, began)`
const KEEP_BEGAN = `ON CONFLICT DO UPDATE SET fingerprint = excluded.fingerprint, alertname = excluded.alertname,
  level = excluded.level, began = excluded.began`
const ACKNOWLEDGED = `INSERT INTO lives (sequence, acknowledged, owner)`
/** The first one counts: how long it took until somebody had it. */
const KEEP_ACKNOWLEDGED = `ON CONFLICT DO UPDATE SET acknowledged = excluded.acknowledged, owner = excluded.owner
  WHERE lives.acknowledged IS NULL OR lives.acknowledged > excluded.acknowledged`
const ENDED = `INSERT INTO lives (sequence, ended, ended_by)`
const KEEP_ENDED = `ON CONFLICT DO UPDATE SET ended = excluded.ended, ended_by = excluded.ended_by`

/** The life's number in an event's JSON. */
const LIFE = `CAST(substr(data ->> '$.life', instr(data ->> '$.life', '.') + 1) AS INTEGER)`
const SPAN = `FROM events WHERE sequence > ? AND sequence <= ? AND type`

/** Lays in what the events after one, and up to another, say of lives. Part of a transaction. */
export function takeLives(sql: Sql, after: number, upTo: number): void {
  sql(`${BEGAN} SELECT sequence, fingerprint, data ->> '$.alertname', level, at ${SPAN}
    IN ('alert_created', 'alert_firing') ${KEEP_BEGAN}`).run(after, upTo)
  sql(`${ACKNOWLEDGED} SELECT ${LIFE}, at, coalesce(data ->> '$.acknowledged_by.name', '') ${SPAN} = 'alert_acknowledged'
    ORDER BY sequence ${KEEP_ACKNOWLEDGED}`).run(after, upTo)
  sql(
    `${ENDED} SELECT ${LIFE}, at, coalesce(data ->> '$.resolved_by', '') ${SPAN} = 'alert_resolved' ${KEEP_ENDED}`,
  ).run(after, upTo)
}

/**
 * Takes in older events, a few thousand in a transaction with the position that they reach to. Answers whether there
 * are more.
 */
export function backfillLives(sql: Sql, limit: number): boolean {
  const position = sql('SELECT next, last FROM backfills WHERE task = ?').get('lives') as
    | { readonly next: number; readonly last: number }
    | undefined
  if (position === undefined) return false
  const { next, last } = position
  const until = Math.min(next + limit, last)
  sql('BEGIN IMMEDIATE').run()
  try {
    takeLives(sql, next, until)
    if (until === last) sql('DELETE FROM backfills WHERE task = ?').run('lives')
    else sql('UPDATE backfills SET next = ? WHERE task = ?').run(until, 'lives')
    sql('COMMIT').run()
  } catch (error) {
    sql('ROLLBACK').run()
    throw error
  }
  return until < last
}

/** Deletes ended lives that are older than the history; answers how many. */
export function purgeLives(sql: Sql, before: number, limit: number): number {
  const old = sql(`DELETE FROM lives WHERE sequence IN
    (SELECT sequence FROM lives WHERE began < ? AND ended IS NOT NULL ORDER BY began LIMIT ?)`).run(
    before,
    limit,
  )
  // Of lives whose beginning is no longer known, only the end was laid in.
  const ends = sql(`DELETE FROM lives WHERE sequence IN
    (SELECT sequence FROM lives WHERE began IS NULL AND coalesce(ended, acknowledged) < ? LIMIT ?)`).run(
    before,
    limit,
  )
  return Number(old.changes) + Number(ends.changes)
}
