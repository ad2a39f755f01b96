import type { Journal } from './journal.ts'
import type { Sql } from './prepared.ts'

/** So many alerts, as a list in JSON. */
export interface AlertPage {
  readonly count: number
  readonly text: string
}

interface Row {
  readonly place: number
  readonly fingerprint: string
  readonly record: string
}

/**
 * All alerts as they were stored, a page at a time: each as the journal has it where that is newer than the table.
 * Empty when there are no more.
 */
export class AlertPages {
  readonly #sql: Sql
  readonly #newer: ReadonlyMap<string, string | null>
  /** Those that the table has not, as far as it was read. */
  readonly #added: Set<string>
  #place = 0

  constructor(sql: Sql, journal: Journal) {
    this.#sql = sql
    this.#newer = journal.newest().alerts
    this.#added = new Set(this.#newer.keys())
  }

  next(limit: number): AlertPage {
    const text = 'SELECT place, fingerprint, record FROM alerts WHERE place > ? ORDER BY place LIMIT ?'
    for (;;) {
      const rows = this.#sql(text).all(this.#place, limit) as unknown as readonly Row[]
      const last = rows.at(-1)
      if (last === undefined) return this.#rest(limit)
      this.#place = last.place
      const texts: string[] = []
      for (const { fingerprint, record } of rows) {
        this.#added.delete(fingerprint)
        const newer = this.#newer.get(fingerprint)
        if (newer !== null) texts.push(newer ?? record)
      }
      // Where all were forgotten there may be more behind them.
      if (texts.length > 0) return pageOf(texts)
    }
  }

  #rest(limit: number): AlertPage {
    const texts: string[] = []
    for (const fingerprint of this.#added) {
      if (texts.length >= limit) break
      this.#added.delete(fingerprint)
      const text = this.#newer.get(fingerprint)
      if (typeof text === 'string') texts.push(text)
    }
    return pageOf(texts)
  }
}

function pageOf(texts: readonly string[]): AlertPage {
  return { count: texts.length, text: `[${texts.join(',')}]` }
}
