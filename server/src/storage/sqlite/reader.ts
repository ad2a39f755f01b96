import { DatabaseSync } from 'node:sqlite'
import { EVER } from './alert-events.ts'
import { auditAfter, auditBytes, auditCheckpoint, auditScan } from './audit-rows.ts'
import { boardAt } from './board-at.ts'
import { pageOf } from './event-page.ts'
import { livesWithin } from './lives-within.ts'
import { logRows } from './log-rows.ts'
import { pastLives } from './past-lives.ts'
import { prepared } from './prepared.ts'
import type { ReaderCalls } from './protocol.ts'
import { scanRows } from './scan-rows.ts'
import type { Handlers } from './serve-thread.ts'
import { statistics } from './statistics.ts'

/** Opens the file to read, beside the thread that writes it, and answers what takes long. */
export function openReader(file: string): Handlers<ReaderCalls> {
  const db = new DatabaseSync(file, { readOnly: true })
  db.exec('PRAGMA busy_timeout = 2000; PRAGMA cache_size = -16384;')
  const sql = prepared(db)
  const livesOf = livesWithin(db, sql)
  /** All that is asked within sees one state of the file. */
  const atOnce = <T>(read: () => T): T => {
    db.exec('BEGIN')
    try {
      return read()
    } finally {
      db.exec('COMMIT')
    }
  }
  /** Are older events still being taken into the table of lives? */
  const isFilling = (): boolean => sql('SELECT 1 FROM backfills').get() !== undefined

  return {
    ofAlert: ({ fingerprint, limit }) =>
      atOnce(() => pageOf(logRows(sql, EVER, { fingerprint }).take(limit))),
    scanBefore: (scan) => atOnce(() => scanRows(sql, scan)),
    auditAfter: ({ sequence, limit }) => auditAfter(sql, sequence, limit),
    auditScan: (scan) => auditScan(sql, scan),
    auditCheckpoint: () => auditCheckpoint(sql),
    auditBytes: () => auditBytes(sql),
    timeline: ({ from, to, width, scope }) =>
      atOnce(
        () =>
          // The events themselves say it too, only slower.
          sql(
            isFilling() && scope === undefined
              ? `SELECT CAST((at - ?) / ? AS INTEGER) AS slice, level, count(*) AS n FROM events
            WHERE at >= ? AND at < ? AND type IN ('alert_created', 'alert_firing') GROUP BY slice, level`
              : `SELECT CAST((began - ?) / ? AS INTEGER) AS slice, level, count(*) AS n FROM ${livesOf(scope, { from, to })}
            WHERE began >= ? AND began < ? GROUP BY slice, level`,
          ).all(from, width, from, to) as unknown as ReaderCalls['timeline']['answer'],
      ),
    statistics: ({ scope, ...span }) =>
      atOnce(() => (isFilling() ? null : statistics(sql, span, livesOf(scope, span)))),
    lives: (scan) => (isFilling() ? null : pastLives(sql, scan)),
    resolved: ({ since, upTo, scope }) =>
      Number(
        sql(`SELECT count(*) AS n FROM events WHERE at >= ? AND sequence <= ? AND type = 'alert_resolved'
          AND inside(data -> '$.labels', ?)`).get(since, upTo, JSON.stringify(scope))?.n,
      ),
    boardAt: (asked) => atOnce(() => (isFilling() ? null : boardAt(sql, asked))),
    close: () => {
      db.close()
      return null
    },
  }
}
