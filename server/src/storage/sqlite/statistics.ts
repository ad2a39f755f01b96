import type { Statistics } from '@watchfloor/contract'
import type { Sql } from './prepared.ts'

const MOST = 20
const FLAPPING_LIVES = 3

type Row = Readonly<Record<string, number | string | null>>

/** Counts the lives that began in a span, of a table like that of all lives. */
export function statistics(
  sql: Sql,
  { from, to }: { readonly from: number; readonly to: number },
  table: string,
): Statistics {
  const all = (text: string): readonly Row[] => sql(text).all(from, to) as unknown as Row[]
  const WITHIN = `FROM ${table} WHERE began >= ? AND began < ?`
  const SUMS = `count(*) AS lives, sum(ended IS NULL) AS firing, sum(ended_by = 'timeout') AS lost,
    sum(acknowledged IS NOT NULL) AS acknowledged, sum(acknowledged IS NULL AND ended IS NOT NULL) AS unowned`
  const totals = all(`SELECT ${SUMS} ${WITHIN}`)[0] as Row
  /** Median and ninth decile of a time, in ms. */
  const times = (time: string, condition: string): Statistics['to_resolve'] => {
    const where = `${WITHIN} AND ${condition}`
    const { n, mean } = all(`SELECT count(*) AS n, avg(${time}) AS mean ${where}`)[0] as Row
    const count = Number(n)
    if (count === 0) return { count, mean_ms: null, median_ms: null, p90_ms: null }
    const at = (part: number): number =>
      Number(
        sql(`SELECT ${time} AS t ${where} ORDER BY t LIMIT 1 OFFSET ?`).get(
          from,
          to,
          Math.ceil(part * count) - 1,
        )?.t,
      )
    return { count, mean_ms: Math.round(Number(mean)), median_ms: at(0.5), p90_ms: at(0.9) }
  }
  return {
    lives: Number(totals.lives),
    firing: Number(totals.firing),
    lost: Number(totals.lost),
    never_acknowledged: Number(totals.unowned),
    to_acknowledge: times('acknowledged - began', 'acknowledged IS NOT NULL'),
    // Lost contact is no success, and says nothing of how long it took.
    to_resolve: times('ended - began', `ended IS NOT NULL AND ended_by <> 'timeout'`),
    levels: all(`SELECT level, ${SUMS} ${WITHIN} GROUP BY level ORDER BY lives DESC, level`).map((row) => ({
      level: row.level as Statistics['levels'][number]['level'],
      lives: Number(row.lives),
      firing: Number(row.firing),
      acknowledged: Number(row.acknowledged),
    })),
    owners: all(`SELECT owner, count(*) AS lives, avg(acknowledged - began) AS mean ${WITHIN}
      AND acknowledged IS NOT NULL GROUP BY owner ORDER BY lives DESC, owner LIMIT ${MOST}`).map((row) => ({
      name: String(row.owner),
      acknowledged: Number(row.lives),
      mean_ms: Math.round(Number(row.mean)),
    })),
    noisiest:
      all(`SELECT alertname, ${SUMS}, count(DISTINCT fingerprint) AS alerts, avg(ended - began) AS mean
      ${WITHIN} GROUP BY alertname ORDER BY lives DESC, alertname LIMIT ${MOST}`).map((row) => ({
        alertname: String(row.alertname),
        lives: Number(row.lives),
        alerts: Number(row.alerts),
        acknowledged: Number(row.acknowledged),
        lost: Number(row.lost),
        mean_ms: row.mean === null ? null : Math.round(Number(row.mean)),
      })),
    flapping: all(`SELECT fingerprint, alertname, count(*) AS lives ${WITHIN} GROUP BY fingerprint
      HAVING lives >= ${FLAPPING_LIVES} ORDER BY lives DESC, fingerprint LIMIT ${MOST}`).map((row) => ({
      fingerprint: String(row.fingerprint),
      alertname: String(row.alertname),
      lives: Number(row.lives),
    })),
  }
}
