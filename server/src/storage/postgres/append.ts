import type { Changes } from '../storage.ts'
import { eventsPart, type Part, recordParts } from './append-parts.ts'
import { auditParts } from './audit-rows.ts'
import { type Head, systemOf, TIMELINE } from './head.ts'
import { livesPart } from './life-rows.ts'
import type { Statement } from './statement.ts'

/**
 * A commit, as one statement, and so one transaction and one round trip. It moves the head, whose row it locks until
 * the end, and does everything else only if the head is where the caller believes it to be, in the same term and on
 * the same timeline of the same database. So commits are in the order of the log, whoever asks for them; one that is
 * behind changes nothing, and answers no row.
 */
export function appendOf(changes: Changes, from: Head, to: Head, maySeeSystem: boolean): Statement {
  const events = eventsPart(changes.events)
  const parts: readonly Part[] = [
    ...(events === undefined ? [] : [events.part]),
    ...livesPart(changes.events),
    ...recordParts(changes),
    ...auditParts(changes),
  ]
  const values: (string | number)[] = [to.sequence, to.commit, events?.bytes ?? 0, from.sequence, from.commit]
  values.push(from.epoch, from.timeline, from.system)
  let statement = `WITH moved AS (UPDATE log_head
    SET sequence = $1::bigint, commit_id = $2, event_bytes = event_bytes + $3::bigint
    WHERE sequence = $4::bigint AND commit_id = $5 AND epoch = $6 AND timeline = $7::bigint AND system = $8
      AND timeline = ${TIMELINE} AND system = ${systemOf(maySeeSystem)} RETURNING 1)`
  for (const [n, { sql, values: own }] of parts.entries()) {
    statement += `,\n part${n} AS (${sql(values.length + 1)})`
    for (const value of own) values.push(value)
  }
  return { text: `${statement}\nSELECT 1 AS moved FROM moved`, values }
}
