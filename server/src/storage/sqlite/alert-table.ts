import type { Sql } from './prepared.ts'

/**
 * The table of alerts, written by fingerprint. Which row is whose is kept in memory: an index in the file would write
 * a page of its own for each alert that comes or goes. Once a transaction is rolled back, that is not so any more, and
 * another one of these has to be made.
 */
export class AlertTable {
  readonly #sql: Sql
  #places: Map<string, number> | undefined

  constructor(sql: Sql) {
    this.#sql = sql
  }

  put(fingerprint: string, record: Uint8Array): void {
    const place = this.#known.get(fingerprint)
    if (place !== undefined) {
      this.#sql('UPDATE alerts SET record = CAST(? AS TEXT) WHERE place = ?').run(record, place)
      return
    }
    const { lastInsertRowid } = this.#sql(
      'INSERT INTO alerts (fingerprint, record) VALUES (?, CAST(? AS TEXT))',
    ).run(fingerprint, record)
    this.#known.set(fingerprint, Number(lastInsertRowid))
  }

  forget(fingerprint: string): void {
    const place = this.#known.get(fingerprint)
    if (place === undefined) return
    this.#sql('DELETE FROM alerts WHERE place = ?').run(place)
    this.#known.delete(fingerprint)
  }

  /** Looked up once, and not as part of every start: it takes a tenth of a second for 100,000 of them. */
  get #known(): Map<string, number> {
    this.#places ??= placesOf(this.#sql)
    return this.#places
  }
}

/** As arrays: what objects take beside them would stay with the thread for long. */
function placesOf(sql: Sql): Map<string, number> {
  const rows = sql('SELECT fingerprint, place FROM alerts')
  rows.setReturnArrays(true)
  return new Map(rows.iterate() as Iterable<unknown> as Iterable<[string, number]>)
}
