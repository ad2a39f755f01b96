import type { DatabaseSync } from 'node:sqlite'
import type { Sql } from './prepared.ts'

/**
 * The table of alerts, written by fingerprint. Which row is whose is kept in memory: an index in the file would write
 * a page of its own for each alert that comes or goes.
 */
export class AlertTable {
  readonly #db: DatabaseSync
  readonly #sql: Sql
  #isKnown = false

  constructor(db: DatabaseSync, sql: Sql) {
    this.#db = db
    this.#sql = sql
  }

  /**
   * Looks which row is whose, once, and not as part of every start: it takes a fifth of a second for 100,000 of them.
   * Not within a transaction, which might take it back.
   */
  know(): void {
    if (this.#isKnown) return
    this.#db.exec(`BEGIN;
      CREATE TEMP TABLE places (fingerprint TEXT PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      INSERT INTO temp.places SELECT fingerprint, place FROM alerts;
      COMMIT`)
    this.#isKnown = true
  }

  /** Part of a transaction; what is known of rows is taken back with it. */
  put(fingerprint: string, record: Uint8Array): void {
    const place = this.#placeOf(fingerprint)
    if (place !== undefined) {
      this.#sql('UPDATE alerts SET record = CAST(? AS TEXT) WHERE place = ?').run(record, place)
      return
    }
    const { lastInsertRowid } = this.#sql(
      'INSERT INTO alerts (fingerprint, record) VALUES (?, CAST(? AS TEXT))',
    ).run(fingerprint, record)
    this.#sql('INSERT INTO temp.places VALUES (?, ?)').run(fingerprint, lastInsertRowid)
  }

  /** The same. */
  forget(fingerprint: string): void {
    const place = this.#placeOf(fingerprint)
    if (place === undefined) return
    this.#sql('DELETE FROM alerts WHERE place = ?').run(place)
    this.#sql('DELETE FROM temp.places WHERE fingerprint = ?').run(fingerprint)
  }

  #placeOf(fingerprint: string): number | undefined {
    return this.#sql('SELECT place FROM temp.places WHERE fingerprint = ?').get(fingerprint)?.place as
      | number
      | undefined
  }
}
