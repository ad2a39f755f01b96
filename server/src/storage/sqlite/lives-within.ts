import type { DatabaseSync } from 'node:sqlite'
import type { LabelSet, Scope } from '@watchfloor/contract'
import { insideOf } from '../../scope/inside.ts'
import type { Sql } from './prepared.ts'

interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Where to look for the lives of a scope that began in a span: a table of this connection alone, into which they are
 * taken first. A life says nothing of its labels; the event that began it does. `inside(labels, scope)` is at hand in
 * SQL from then on.
 */
export function livesWithin(db: DatabaseSync, sql: Sql): (scope: Scope | undefined, span: Span) => string {
  let last: { readonly text: string; readonly isInside: (labels: LabelSet) => boolean } | undefined
  db.function('inside', { deterministic: true }, (labels, scope) => {
    const text = String(scope)
    if (last?.text !== text) last = { text, isInside: insideOf(JSON.parse(text) as Scope) }
    return last.isInside(JSON.parse(String(labels)) as LabelSet) ? 1 : 0
  })
  let isMade = false
  return (scope, { from, to }) => {
    if (scope === undefined) return 'lives'
    if (!isMade) db.exec('CREATE TEMP TABLE lives_within AS SELECT * FROM lives WHERE false')
    isMade = true
    sql('DELETE FROM lives_within').run()
    sql(`INSERT INTO lives_within SELECT lives.* FROM lives JOIN events USING (sequence)
      WHERE began >= ? AND began < ? AND inside(events.data -> '$.labels', ?)`).run(
      from,
      to,
      JSON.stringify(scope),
    )
    return 'lives_within'
  }
}
