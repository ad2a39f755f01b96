import type { DatabaseSync } from 'node:sqlite'
import { AlertTable } from './alert-table.ts'
import { writeIntoTables } from './carry-over.ts'
import { damaged } from './damage.ts'
import { giveBack } from './give-back.ts'
import type { JournalBatch } from './journal-batch.ts'
import { ENTRY, followsOf, type JournalEntry, linesOf, packed, sizeOf } from './journal-entries.ts'
import type { JournalLine } from './journal-lines.ts'
import type { Sql } from './prepared.ts'

/** About so long are the lines of a piece, bytes: a commit that comes meanwhile waits for it. */
const PIECE_BYTES = 1024 * 1024
/**
 * So much may stand in the journal, bytes: what a start reads within a second, beside 100,000 alerts. A commit that would
 * go over it carries over first, and so waits.
 */
export const MOST_BEHIND = 192 * 1024 * 1024

/** Sequence of the newest event in the table, for SQL. */
export const TABLED = 'SELECT coalesce(max(sequence), 0) AS head FROM events'

/** An entry that was read. */
export interface ReadEntry {
  readonly n: number
  /** The event that comes before its own. */
  readonly follows: number
  readonly lines: readonly JournalLine[]
}

/**
 * Where events and alerts stand first. A commit appends one row, which costs the least that a disk can ask; the tables
 * and their indexes follow, many commits in one transaction, which takes the rows away again. So nothing is lost by a
 * crash in between, and nothing is in both. Whoever reads the tables has them brought up first.
 */
export class Journal {
  readonly #db: DatabaseSync
  readonly #sql: Sql
  #alerts: AlertTable
  #bytes = 0
  #last = 0
  /** Sequence of the newest event. */
  #head = 0
  /** The newest entry that is in the tables. */
  #carried = 0
  /** When the latest event of an entry was, as far as that is known; a crash leaves none of it. */
  readonly #latest = new Map<number, number>()
  /** When something resolved by the events of an entry, as far as it was read. */
  readonly #resolved = new Map<number, readonly number[]>()

  constructor(db: DatabaseSync, sql: Sql) {
    this.#db = db
    this.#sql = sql
    this.#alerts = new AlertTable(sql)
    this.recount()
  }

  /**
   * Looks again how much there is: a transaction that appended was rolled back. A number that is too large is one of a
   * file that is damaged, which is seen when its entries are read.
   */
  recount(): void {
    this.#latest.clear()
    this.#resolved.clear()
    const { bytes, last, head } = this.#sql(
      `SELECT min(total(coalesce(size, length(batch))), $most) AS bytes,
        max(min(coalesce(max(n), 0), $most), 0) AS last,
        max(min(coalesce(max(head), (SELECT max(sequence) FROM events), 0), $most), 0) AS head FROM journal`,
    ).get({ most: Number.MAX_SAFE_INTEGER }) as {
      readonly bytes: number
      readonly last: number
      readonly head: number
    }
    this.#bytes = bytes
    this.#last = Math.max(last, this.#carried)
    this.#head = head
  }

  /** What is not in the tables yet, bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Sequence of the newest event, in the tables or not; 0 when there is none. */
  get head(): number {
    return this.#head
  }

  /** The newest entry. */
  get last(): number {
    return this.#last
  }

  /** Is anything up to this entry not in the tables yet? */
  holds(upTo: number): boolean {
    return this.#bytes > 0 && this.#carried < upTo
  }

  /**
   * Part of a commit, whose bytes are gone afterwards. Answers how many bytes it takes. Throws when its events do not
   * follow the newest.
   */
  append({ events, bytes }: JournalBatch): number {
    if (events !== undefined && events.first <= this.#head)
      throw new Error(`event ${events.first} is there already, the newest is ${this.#head}`)
    const head = events?.last ?? this.#head
    const { crc, size, batch } = packed(bytes)
    const insert = this.#sql('INSERT INTO journal (n, head, crc, size, batch) VALUES (?, ?, ?, ?, ?)')
    insert.run(this.#last + 1, head, crc, size, batch)
    this.#last++
    this.#latest.set(this.#last, events?.latest ?? Number.NEGATIVE_INFINITY)
    this.#head = head
    this.#bytes += bytes.length
    const wrote = batch.length
    giveBack([bytes, batch])
    return wrote
  }

  /**
   * Every line that is not in the tables yet, in order; of those, only of entries whose last event comes after this
   * sequence. Throws when one cannot be read.
   */
  *lines(after = -1): Generator<JournalLine> {
    const entries = this.#sql(`SELECT ${ENTRY} FROM journal WHERE head > ? ORDER BY n`).iterate(
      after,
    ) as Iterable<unknown>
    for (const entry of entries as Iterable<JournalEntry>) yield* linesOf(entry)
  }

  /**
   * Sequence of the first event at or after a time, of those that are not in the tables yet. Entries that are known to be
   * earlier are not read.
   */
  firstSince(time: number): number | undefined {
    for (const { n } of this.#sql('SELECT n FROM journal ORDER BY n').all() as { n: number }[]) {
      if ((this.#latest.get(n) ?? Number.POSITIVE_INFINITY) < time) continue
      const entry: unknown = this.#sql(`SELECT ${ENTRY} FROM journal WHERE n = ?`).get(n)
      let latest = Number.NEGATIVE_INFINITY
      for (const line of linesOf(entry as JournalEntry)) {
        if (line.kind !== 'event') continue
        const at = line.at()
        if (at >= time) return line.sequence()
        latest = Math.max(latest, at)
      }
      this.#latest.set(n, latest)
    }
    return undefined
  }

  /**
   * The newest entry before one, or of all; undefined when there is none. Throws when it cannot be read, or the log does
   * not go on from it, or from the table to the first.
   */
  before(newer: Omit<ReadEntry, 'lines'> | undefined): ReadEntry | undefined {
    const bound = newer === undefined ? '' : 'WHERE n < ?'
    const query = this.#sql(`SELECT ${ENTRY} FROM journal ${bound} ORDER BY n DESC LIMIT 1`)
    const row: unknown = newer === undefined ? query.get() : query.get(newer.n)
    const entry = row as JournalEntry | undefined
    const head = entry?.head ?? this.#sql(TABLED).get()?.head
    if (head !== (newer?.follows ?? this.#head))
      throw damaged(`its journal does not go on from event ${head}`)
    if (entry === undefined) return undefined
    const lines = [...linesOf(entry)]
    // A start asks next how many there are: it need not take the entry apart again.
    this.#resolved.set(entry.n, resolvedAmong(lines))
    return { n: entry.n, follows: followsOf(entry, lines), lines }
  }

  /** How often something resolved since a time. Entries that were read once are not read again. */
  resolvedSince(time: number): number {
    let count = 0
    for (const { n } of this.#sql('SELECT n FROM journal').all() as { n: number }[])
      for (const at of this.#resolvedOf(n)) if (at >= time) count++
    return count
  }

  #resolvedOf(n: number): readonly number[] {
    const known = this.#resolved.get(n)
    if (known !== undefined) return known
    const entry: unknown = this.#sql(`SELECT ${ENTRY} FROM journal WHERE n = ?`).get(n)
    const resolved = resolvedAmong(linesOf(entry as JournalEntry))
    this.#resolved.set(n, resolved)
    return resolved
  }

  /** Carries the oldest entries over into the tables: one piece, in one transaction. */
  carryOver(): void {
    const entries: JournalEntry[] = []
    let bytes = 0
    const rows = this.#sql(`SELECT ${ENTRY} FROM journal ORDER BY n`).iterate() as Iterable<unknown>
    for (const entry of rows as Iterable<JournalEntry>) {
      entries.push(entry)
      bytes += sizeOf(entry)
      if (bytes >= PIECE_BYTES) break
    }
    const last = entries.at(-1)
    if (last === undefined) return
    // Not waited for: what a crash takes of it still stands in the journal.
    this.#db.exec('PRAGMA synchronous = NORMAL')
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      writeIntoTables(this.#sql, this.#alerts, entries)
      this.#sql('DELETE FROM journal WHERE n <= ?').run(last.n)
      this.#db.exec('COMMIT')
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      this.#alerts = new AlertTable(this.#sql)
      throw error
    } finally {
      this.#db.exec('PRAGMA synchronous = FULL')
    }
    this.#bytes -= bytes
    this.#carried = last.n
    for (const { n } of entries) {
      this.#latest.delete(n)
      this.#resolved.delete(n)
    }
  }
}

/** When the events among these lines say that something resolved. */
function resolvedAmong(lines: Iterable<JournalLine>): readonly number[] {
  const resolved: number[] = []
  for (const line of lines)
    if (line.kind === 'event' && line.type() === 'alert_resolved') resolved.push(line.at())
  return resolved
}
