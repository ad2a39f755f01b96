import { formatTime, type LabelSet, type Level, type Statistics, serviceLabel } from '@watchfloor/contract'
import { type CountedLife, countLives } from '../count-lives.ts'
import type { Sql } from './prepared.ts'

/** Lives that one answer counts: about a second of this thread. */
const MOST_COUNTED = 200_000

const NO_SERVICE = 'null'

interface Asked {
  readonly from: number
  readonly to: number
  /** How far the clock of the hours is ahead of UTC, ms. */
  readonly offset: number
}

type LifeRow = Omit<CountedLife, 'service'> & { readonly sequence: number }

/** Counts the lives that began in a span, the newest of very many, of a table like that of all lives. */
export function statistics(
  sql: Sql,
  { from, to, offset }: Asked,
  table: string,
  most = MOST_COUNTED,
): Statistics {
  const labels = sql(`SELECT data -> '$.labels' AS labels FROM events WHERE sequence = ?`)
  const known = new Map<string, CountedLife['service']>()
  /** Of all lives of an alert alike: its labels are what it is known by. */
  const serviceOf = ({ fingerprint, sequence }: LifeRow): CountedLife['service'] => {
    const before = known.get(fingerprint)
    if (before !== undefined) return before
    const text = labels.get(sequence)?.labels
    // The event of a life that has gone on for longer than the history is gone.
    if (text === undefined) return NO_SERVICE
    const own = JSON.parse(String(text)) as LabelSet
    const label = serviceLabel(own)
    const service = label === undefined ? NO_SERVICE : JSON.stringify([label, own[label]])
    known.set(fingerprint, service)
    return service
  }
  let since: number | undefined
  function* lives(): Generator<CountedLife> {
    const rows =
      sql(`SELECT sequence, fingerprint, alertname, level, began, acknowledged, owner, ended, ended_by
      FROM ${table} WHERE began >= ? AND began < ? ORDER BY began DESC`).iterate(from, to)
    let count = 0
    for (const each of rows as Iterable<unknown>) {
      const row = each as LifeRow & { readonly level: Level }
      if (++count > most) return
      if (count === most) since = row.began
      yield { ...row, service: serviceOf(row) }
    }
    since = undefined
  }
  const counted = countLives(lives(), offset)
  return { ...counted, counted_since: since === undefined ? null : formatTime(since) }
}
