import { type UnreadAlerts, usualOf } from '../unread-alerts.ts'
import type { Journal } from './journal.ts'
import type { Sql } from './prepared.ts'

/** So many alerts. */
export interface AlertPage {
  readonly count: number
  /** Those that have to be read, as a list in JSON. */
  readonly text: string
  readonly unread: UnreadAlerts | undefined
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
  readonly #leavesUnread: boolean
  #place = 0

  constructor(sql: Sql, journal: Journal, leavesUnread: boolean) {
    this.#sql = sql
    this.#newer = journal.newest().alerts
    this.#added = new Set(this.#newer.keys())
    this.#leavesUnread = leavesUnread
  }

  next(limit: number): AlertPage {
    const text = 'SELECT place, fingerprint, record FROM alerts WHERE place > ? ORDER BY place LIMIT ?'
    for (;;) {
      const rows = this.#sql(text).all(this.#place, limit) as unknown as readonly Row[]
      const last = rows.at(-1)
      if (last === undefined) return this.#rest(limit)
      this.#place = last.place
      const page = new Page(this.#leavesUnread)
      for (const { fingerprint, record } of rows) {
        this.#added.delete(fingerprint)
        const newer = this.#newer.get(fingerprint)
        if (newer !== null) page.add(fingerprint, newer ?? record)
      }
      // Where all were forgotten there may be more behind them.
      if (page.count > 0) return page.whole()
    }
  }

  #rest(limit: number): AlertPage {
    const page = new Page(this.#leavesUnread)
    for (const fingerprint of this.#added) {
      if (page.count >= limit) break
      this.#added.delete(fingerprint)
      const text = this.#newer.get(fingerprint)
      if (typeof text === 'string') page.add(fingerprint, text)
    }
    return page.whole()
  }
}

/** A page that is being filled. */
class Page {
  readonly #leavesUnread: boolean
  readonly #read: string[] = []
  readonly #unread: string[] = []
  readonly #fingerprints: string[] = []
  readonly #severities: string[] = []
  readonly #openers: string[] = []
  readonly #lengths: number[] = []
  readonly #deadlines: number[] = []
  #bytes = 0

  constructor(leavesUnread: boolean) {
    this.#leavesUnread = leavesUnread
  }

  get count(): number {
    return this.#read.length + this.#unread.length
  }

  add(fingerprint: string, text: string): void {
    const usual = this.#leavesUnread ? usualOf(text) : undefined
    if (usual === undefined) {
      this.#read.push(text)
      return
    }
    this.#unread.push(text)
    this.#fingerprints.push(fingerprint)
    this.#severities.push(usual.severity)
    this.#openers.push(usual.opener)
    this.#lengths.push(usual.length)
    this.#deadlines.push(usual.deadline)
    this.#bytes += Buffer.byteLength(text)
  }

  whole(): AlertPage {
    return { count: this.count, text: `[${this.#read.join(',')}]`, unread: this.#texts() }
  }

  #texts(): UnreadAlerts | undefined {
    if (this.#unread.length === 0) return undefined
    // Shared, so that nobody copies it on its way to the other thread.
    const buffer = Buffer.from(new SharedArrayBuffer(this.#bytes))
    const ends: number[] = []
    let end = 0
    for (const text of this.#unread) {
      end += buffer.write(text, end)
      ends.push(end)
    }
    return {
      fingerprints: this.#fingerprints,
      severities: this.#severities,
      openers: this.#openers,
      lengths: this.#lengths,
      deadlines: this.#deadlines,
      bytes: buffer,
      ends,
    }
  }
}
