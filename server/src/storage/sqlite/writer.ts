import { DatabaseSync } from 'node:sqlite'
import { EVER } from './alert-events.ts'
import { AlertPages } from './alert-pages.ts'
import { auditEnd, localActs, writeAudit } from './audit-rows.ts'
import { checkpoint } from './checkpointer.ts'
import { assertReadable, assertWholeEnd, isFull } from './damage.ts'
import { pageOf } from './event-page.ts'
import { FIRST_SINCE, firstSince } from './first-since.ts'
import { inPlace, NotInPlace } from './in-place.ts'
import { Journal, MOST_BEHIND } from './journal.ts'
import { backfillLives, purgeLives } from './lives.ts'
import { logRows } from './log-rows.ts'
import { migrate } from './migrate.ts'
import { newestEvents } from './newest-events.ts'
import { prepared, type Sql } from './prepared.ts'
import type { CommitRows, LoadedRows, WriterCalls } from './protocol.ts'
import { Reserve } from './reserve.ts'
import { PAGE_BYTES } from './schema.ts'
import type { Handlers } from './serve-thread.ts'
import { stateRecords, writeState } from './state-tables.ts'

/**
 * A commit waits for the disk. The newest pages stay in memory. Checkpoints are made by another thread
 * (`checkpointing.ts`), and by this one where that does not keep up.
 */
const PRAGMAS = `
  PRAGMA page_size = ${PAGE_BYTES};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 2000;
  PRAGMA cache_size = -8192;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = ${(64 * 1024 * 1024) / PAGE_BYTES};
`

/**
 * Opens the file to write, and answers what its thread is asked. Everything here is synchronous and belongs on a thread of
 * its own: a commit at `synchronous=FULL` waits for the disk.
 */
export function openWriter(file: string, reserveBytes = 0): Handlers<WriterCalls> {
  const reserve = new Reserve(`${file}-reserve`, reserveBytes)
  const { db, sql, journal } = openWithin(file, reserve)
  const assertInPlace = inPlace(file)
  let pages: AlertPages | undefined

  /** A disk that fills up meanwhile gets its reserve back, so that what was written can go on to where it belongs. */
  const mayFill = (write: () => void): void => {
    try {
      write()
    } catch (error) {
      if (!isFull(error)) throw error
      reserve.release()
      throw diskFull(file)
    }
  }

  return {
    load: ({ midnight, recent }): LoadedRows => ({
      state: stateRecords(sql),
      terms: sql(
        'SELECT epoch, first FROM terms ORDER BY first, rowid',
      ).all() as unknown as LoadedRows['terms'],
      ...newestEvents(sql, journal, { recent, midnight }),
      auditEnd: auditEnd(sql),
      localActs: localActs(sql, midnight),
    }),
    readAlerts: ({ isFirst, limit }) => {
      if (isFirst || pages === undefined) pages = new AlertPages(db, sql, journal)
      const page = pages.next(limit)
      if (page.count === 0) pages = undefined
      return page
    },
    carryOver: ({ upTo = journal.last }) => {
      if (journal.holds(upTo)) {
        assertInPlace()
        mayFill(() => journal.carryOver())
      }
      return { upTo, isDone: !journal.holds(upTo), bytes: journal.bytes }
    },
    openTerm: ({ epoch, first }) => {
      const write = (): void => void sql('INSERT INTO terms (epoch, first) VALUES (?, ?)').run(epoch, first)
      try {
        mayFill(write)
      } catch {
        // A full disk keeps nobody from seeing the board: where the reserve stood there is room for this.
        mayFill(write)
      }
      return null
    },
    commit: (rows) => {
      assertInPlace()
      if (!reserve.isLaid && !makeRoom(db, reserve)) throw diskFull(file)
      let wrote = 0
      mayFill(() => {
        while (journal.bytes > 0 && journal.bytes + (rows.batch?.bytes.length ?? 0) > MOST_BEHIND)
          journal.carryOver()
        wrote = commit(db, sql, journal, rows)
      })
      return { behind: journal.bytes, wrote }
    },
    // Whoever follows the log need not wait for the tables: they end where the journal begins.
    readAfter: ({ after, limit }) =>
      pageOf(logRows(sql, { ...EVER, first: after + 1 }, { upwards: true }).take(limit)),
    firstSince: ({ time }) => firstSince(sql, journal, time),
    purgeBefore: ({ time, limit }) =>
      Number(
        sql(
          `DELETE FROM events WHERE sequence IN (SELECT sequence FROM events WHERE at < ?1
            AND sequence < coalesce(${FIRST_SINCE}, (SELECT max(sequence) FROM events)) ORDER BY at LIMIT ?2)`,
        ).run(time, limit).changes,
      ) + purgeLives(sql, time, limit),
    usedBytes: () => {
      const used = sql(`SELECT (page_count - freelist_count) * page_size AS bytes
        FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).get()
      return used?.bytes as number
    },
    backfill: ({ limit }) => backfillLives(sql, limit),
    checkpoint: () => {
      mayFill(() => checkpoint(db))
      return null
    },
    close: (how) => {
      try {
        while (journal.bytes > 0 && how !== 'as it is') {
          assertInPlace()
          journal.carryOver()
        }
      } catch (error) {
        // It goes on when there is room again, or is another server's.
        if (!isFull(error) && !(error instanceof NotInPlace)) throw error
      } finally {
        db.close()
      }
      return null
    },
  }
}

/** A full disk keeps nobody from seeing the board: where the reserve stood there is room to begin. */
function openWithin(file: string, reserve: Reserve): Opened {
  try {
    return open(file)
  } catch (error) {
    if (!isFull(error)) throw error
    reserve.release()
  }
  try {
    return open(file)
  } catch (error) {
    throw isFull(error) ? new Error('its disk is full; make room there') : error
  }
}

interface Opened {
  readonly db: DatabaseSync
  readonly sql: Sql
  readonly journal: Journal
}

function open(file: string): Opened {
  const db = new DatabaseSync(file)
  try {
    db.exec(PRAGMAS)
    assertWritable(db)
    assertWholeEnd(db, file)
    migrate(db)
    assertReadable(db)
    const sql = prepared(db)
    return { db, sql, journal: new Journal(db, sql) }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Answers how many bytes it appended to the journal. */
function commit(db: DatabaseSync, sql: Sql, journal: Journal, rows: CommitRows): number {
  sql('BEGIN IMMEDIATE').run()
  try {
    const wrote = rows.batch === undefined ? 0 : journal.append(rows.batch)
    writeAudit(sql, rows.audit, rows.auditTrim)
    writeState(sql, rows)
    if (isEmpty(rows)) touch(db)
    sql('COMMIT').run()
    return wrote
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    journal.recount()
    throw error
  }
}

function isEmpty({ batch, audit, auditTrim, put, forget }: CommitRows): boolean {
  const records = Object.keys(put).length + Object.keys(forget).length
  return batch === undefined && audit.length === 0 && auditTrim === undefined && records === 0
}

/**
 * Has a page written. Whoever commits nothing asks whether the disk takes anything, and a transaction that changed nothing
 * does not come there.
 */
function touch(db: DatabaseSync): void {
  const version = db.prepare('PRAGMA user_version').get()?.user_version
  db.exec(`PRAGMA user_version = ${version}`)
}

/** SQLite opens a file that this user may only read, too, and would refuse the first commit. */
function assertWritable(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE')
  touch(db)
  db.exec('ROLLBACK')
}

/** Makes a checkpoint, which gives the write-ahead log's room back, and lays the reserve again if that goes. */
function makeRoom(db: DatabaseSync, reserve: Reserve): boolean {
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (!isFull(error)) throw error
    return false
  }
  return reserve.lay()
}

function diskFull(file: string): Error {
  return new Error(
    `the disk with ${file} is full; make room there, and alerts are taken in again by themselves`,
  )
}
