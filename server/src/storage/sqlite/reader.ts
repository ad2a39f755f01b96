import { DatabaseSync } from 'node:sqlite'
import { prepared, type Sql } from './prepared.ts'
import type { ReaderCalls } from './protocol.ts'
import type { EventRow } from './rows.ts'
import type { Handlers } from './serve-thread.ts'
import { statistics } from './statistics.ts'

const DAY = 86_400_000

/** Opens the file to read, beside the thread that writes it, and answers what takes long. */
export function openReader(file: string): Handlers<ReaderCalls> {
  const db = new DatabaseSync(file, { readOnly: true })
  db.exec('PRAGMA busy_timeout = 2000; PRAGMA cache_size = -16384;')
  const sql = prepared(db)
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
    timeline: ({ from, to, width }) =>
      // The events themselves say it too, only slower.
      sql(
        isFilling()
          ? `SELECT CAST((at - ?) / ? AS INTEGER) AS slice, level, count(*) AS n FROM events
            WHERE at >= ? AND at < ? AND type IN ('alert_created', 'alert_firing') GROUP BY slice, level`
          : `SELECT CAST((began - ?) / ? AS INTEGER) AS slice, level, count(*) AS n FROM lives
            WHERE began >= ? AND began < ? GROUP BY slice, level`,
      ).all(from, width, from, to) as unknown as ReaderCalls['timeline']['answer'],
    statistics: (span) => atOnce(() => (isFilling() ? null : statistics(sql, span))),
    boardAt: ({ time, lingers }) => atOnce(() => (isFilling() ? null : boardAt(sql, time, lingers))),
    close: () => {
      db.close()
      return null
    },
  }
}

/** The last events of everything that was on the board, in order; the event that it stood at is among them. */
function boardAt(sql: Sql, time: number, lingers: number): ReaderCalls['boardAt']['answer'] {
  const earliest = sql('SELECT min(at) AS at FROM events').get()?.at as number | null
  const at = sql('SELECT * FROM events WHERE at <= ? ORDER BY at DESC, sequence DESC LIMIT 1').get(time) as
    | EventRow
    | undefined
  if (at === undefined) return { earliest, at: null, events: [] }
  // Few lives last longer than a day: those have an index of their own, so that not all earlier ones are looked at.
  const alerts = sql(`WITH present AS (
      SELECT fingerprint FROM lives WHERE began > ? AND began <= ? AND (ended IS NULL OR ended > ?)
      UNION SELECT fingerprint FROM lives WHERE (ended IS NULL OR ended - began > ${DAY}) AND began <= ?
        AND (ended IS NULL OR ended > ?))
    SELECT events.* FROM present JOIN events ON sequence =
      (SELECT max(sequence) FROM events WHERE fingerprint = present.fingerprint AND sequence <= ?)`).all(
    time - DAY - lingers,
    time,
    time - lingers,
    time,
    time - lingers,
    at.sequence,
  )
  const others = [
    ['silence_manager', '$.id'],
    ['health_monitor', '$.component'],
  ].flatMap(([source, key]) =>
    sql(`SELECT * FROM events WHERE sequence IN (SELECT max(sequence) FROM events
      WHERE fingerprint IS NULL AND source = ? AND sequence <= ? GROUP BY data ->> ?)`).all(
      source as string,
      at.sequence,
      key as string,
    ),
  )
  const events = [...alerts, ...others] as unknown as EventRow[]
  return { earliest, at, events: events.sort((a, b) => a.sequence - b.sequence) }
}
