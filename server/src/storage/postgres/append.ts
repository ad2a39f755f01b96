import type { Changes } from '../storage.ts'
import { eventsPart, type Part, recordParts } from './append-parts.ts'
import { auditParts } from './audit-rows.ts'
import { type Head, systemOf, TIMELINE } from './head.ts'
import { livesPart } from './life-rows.ts'
import type { Statement } from './statement.ts'

/** Who commits. */
export interface Committer {
  readonly node: string
  readonly maySeeSystem: boolean
}

/** What a commit answers: `moved` is null where nothing of it is kept. */
export interface Appended {
  readonly moved: number | null
  /** Who has the duty, as it was when the statement began; empty when nobody has. */
  readonly keeper: string
}

/**
 * A commit, as one statement, and so one transaction and one round trip. It moves the head, whose row it locks until
 * the end, and does everything else only if the head is where the caller believes it to be, in the same term and on
 * the same timeline of the same database; what the clock did, only if this server has the duty too. So commits are in
 * the order of the log, whoever asks for them; one that is behind changes nothing.
 */
export function appendOf(changes: Changes, from: Head, to: Head, by: Committer): Statement {
  const events = eventsPart(changes.events)
  const records = recordParts(changes)
  const parts: readonly Part[] = [
    ...(events === undefined ? [] : [events.part]),
    ...livesPart(changes.events),
    ...records.parts,
    ...auditParts(changes),
  ]
  const values: (string | number | null)[] = [to.sequence, to.commit, events?.bytes ?? 0]
  values.push(from.sequence, from.commit, from.number, from.epoch, from.timeline, from.system)
  values.push(by.node, records.touched, changes.trace ?? null)
  let statement = `WITH moved AS (UPDATE log_head SET sequence = $1::bigint, commit_id = $2,
      event_bytes = event_bytes + $3::bigint, commit_number = commit_number + 1
    WHERE sequence = $4::bigint AND commit_id = $5 AND commit_number = $6::bigint AND epoch = $7
      AND timeline = $8::bigint AND system = $9 AND timeline = ${TIMELINE} AND system = ${systemOf(by.maySeeSystem)}
      ${changes.onDuty === true ? `AND keeper = $10` : ''} RETURNING commit_number),
    told AS (INSERT INTO commits (n, id, prior, sequence, node, touched, trace)
      SELECT commit_number, $2, $5, $1::bigint, $10, $11, $12 FROM moved)`
  for (const [n, { sql, values: own }] of parts.entries()) {
    statement += `,\n part${n} AS (${sql(values.length + 1)})`
    for (const value of own) values.push(value)
  }
  return {
    text: `${statement}\nSELECT (SELECT commit_number FROM moved) AS moved, keeper FROM log_head`,
    values,
  }
}
