import type { DatabaseSync } from 'node:sqlite'
import type { Journal, ReadEntry } from './journal.ts'
import { joinedLines, LINE_END } from './journal-format.ts'
import type { JournalLine } from './journal-lines.ts'
import type { Sql } from './prepared.ts'

/** So large is a page at most, and one alert more, bytes: SQLite puts no text together that is longer than 1 GB. */
const PAGE_BYTES = 64 * 1024 * 1024

/** Some alerts, as they were stored. */
export interface AlertPage {
  /** None where there are no more. */
  readonly count: number
  /** As a list in JSON. */
  readonly fingerprints: string
  /** Their texts, a line each. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * All alerts as they were stored, a page at a time: first what the journal says, from its newest entry on, so that of
 * each alert nothing is put together but what counts; then what the table has of the others.
 */
export class AlertPages {
  readonly #sql: Sql
  readonly #journal: Journal
  /** Those that the journal puts, or forgets. */
  readonly #journaled = new Set<string>()
  /** The entry that was read last. */
  #entry: ReadEntry | undefined
  /** Those of its lines that are still to be looked at, the newest last. */
  #lines: JournalLine[] = []
  /** The row that was read last. */
  #place = 0

  constructor(db: DatabaseSync, sql: Sql, journal: Journal) {
    this.#sql = sql
    this.#journal = journal
    db.function('is_journaled', (fingerprint) => (this.#journaled.has(fingerprint as string) ? 1 : 0))
  }

  /** So many at most. */
  next(limit: number): AlertPage {
    const fingerprints: string[] = []
    const texts: Uint8Array[] = []
    while (fingerprints.length < limit) {
      const line = this.#lines.pop() ?? this.#lastOfEntryBefore()
      if (line === undefined) break
      if (line.kind === 'event' || !this.#isNewest(line.fingerprint) || line.kind === 'forget') continue
      fingerprints.push(line.fingerprint)
      texts.push(line.text())
    }
    const count = fingerprints.length
    if (count === 0) return this.#tabled(limit)
    return { count, fingerprints: JSON.stringify(fingerprints), bytes: joinedLines(texts) }
  }

  #lastOfEntryBefore(): JournalLine | undefined {
    const entry = this.#journal.before(this.#entry)
    if (entry === undefined) return undefined
    this.#entry = entry
    this.#lines = [...entry.lines]
    return this.#lines.pop()
  }

  /** Is this what comes first of it? Looked up once, which among so many costs more than all else. */
  #isNewest(fingerprint: string): boolean {
    const known = this.#journaled.size
    return this.#journaled.add(fingerprint).size > known
  }

  /** Put together by SQLite, which takes a third of what it takes to ask for each. */
  #tabled(limit: number): AlertPage {
    const others = this.#journaled.size === 0 ? '' : 'AND NOT is_journaled(fingerprint)'
    for (;;) {
      const last = this.#lastOfNext(limit)
      const page = this.#sql(
        `SELECT count(*) AS count, json_group_array(fingerprint) AS fingerprints,
          CAST(coalesce(group_concat(record || char(${LINE_END}), ''), '') AS BLOB) AS bytes
        FROM (SELECT * FROM alerts WHERE place > ? AND place <= ? ${others} ORDER BY place)`,
      ).get(this.#place, last) as unknown as AlertPage
      if (last === null) this.#journaled.clear()
      if (last === null || page.count > 0) {
        this.#place = last ?? this.#place
        return page
      }
      this.#place = last
    }
  }

  /** Up to which row so many are a page, or fewer where they are large; null where there are none. */
  #lastOfNext(limit: number): number | null {
    const next = `SELECT place, octet_length(record) AS size FROM alerts WHERE place > ? ORDER BY place LIMIT ?`
    const { last, bytes } = this.#sql(`SELECT max(place) AS last, sum(size) AS bytes FROM (${next})`).get(
      this.#place,
      limit,
    ) as unknown as { readonly last: number | null; readonly bytes: number | null }
    if (bytes === null || bytes <= PAGE_BYTES) return last
    const fitting = this.#sql(`SELECT max(place) AS last FROM
      (SELECT place, sum(size) OVER (ORDER BY place) - size AS before FROM (${next})) WHERE before < ${PAGE_BYTES}`)
    return fitting.get(this.#place, limit)?.last as number
  }
}
