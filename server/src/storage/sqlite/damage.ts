import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** SQLite's codes for a file whose pages do not fit together, and for one that is no database. */
const CORRUPT = 11
const NOT_A_DATABASE = 26
/** Its codes for a disk without room: for the file and its log, and for what stands beside them while it is open. */
const FULL = 13
const NO_ROOM_BESIDE = 4874
/** As many of the newest events as a start reads. */
const NEWEST = 10_000

/** The file is torn, or no database at all. */
export class DamagedDatabase extends Error {}

/** Is the file itself broken, rather than the way to it? */
export function isDamaged(error: unknown): boolean {
  const { errcode, code } = (error ?? {}) as { readonly errcode?: unknown; readonly code?: unknown }
  // The low byte is the kind; the rest says more about it. And no number of ours is larger than what JavaScript has.
  const isTorn = typeof errcode === 'number' && [CORRUPT, NOT_A_DATABASE].includes(errcode & 0xff)
  return isTorn || code === 'ERR_OUT_OF_RANGE'
}

/** Is there no room on the disk? */
export function isFull(error: unknown): boolean {
  const code = (error as { readonly errcode?: unknown } | undefined)?.errcode
  return code === FULL || code === NO_ROOM_BESIDE
}

/**
 * Throws when the file ends within a page. The power may have gone during a checkpoint: then its pages are still in the
 * write-ahead log, and are put there again.
 */
export function assertWholeEnd(db: DatabaseSync, file: string): void {
  const pageSize = db.prepare('PRAGMA page_size').get()?.page_size as number
  const isTorn = (): boolean => statSync(file).size % pageSize !== 0
  if (!isTorn()) return
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  if (isTorn()) throw damaged(`its ${statSync(file).size} bytes are no whole number of pages of ${pageSize}`)
}

/**
 * Throws when the file was overwritten, as far as a start can see. SQLite fills a page that is not all there with
 * zeros, and nothing in it says what a record was: ours must be JSON. The alerts are judged where all of them are read.
 */
export function assertReadable(db: DatabaseSync): void {
  const unreadable = db
    .prepare(
      `SELECT 'silences' AS name FROM silences WHERE NOT json_valid(record)
      UNION ALL SELECT 'sources' FROM sources WHERE NOT json_valid(record)
      UNION ALL SELECT 'health' FROM health WHERE NOT json_valid(record)
      UNION ALL SELECT 'events' FROM (SELECT data FROM events ORDER BY sequence DESC LIMIT ${NEWEST})
        WHERE NOT json_valid(data)
      LIMIT 1`,
    )
    .get()
  if (unreadable !== undefined) throw damaged(`a row of ${unreadable.name} cannot be read`)
}

export function damaged(what: string): Error {
  return Object.assign(new Error(damageText(what)), { errcode: CORRUPT })
}

export function damageText(what: string): string {
  return `the database is damaged: ${what}`
}
