import type { LabelSet } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { fromStoredAlert } from '../storage/stored-alert.ts'
import type { UnreadAlerts } from '../storage/unread-alerts.ts'

/** Where the text of one stands: its page's number, and its own within that. */
type Place = number
const MOST_ON_A_PAGE = 65_536

interface Page extends Pick<UnreadAlerts, 'deadlines' | 'ends'> {
  readonly texts: Buffer
  /** How many of it are unread. */
  left: number
}

/**
 * Alerts by fingerprint. Those that a start left unread are read when somebody asks for them, each for itself; to
 * everybody else they are there like all others.
 */
export class AlertMap extends Map<string, AlertRecord> {
  readonly #pages: (Page | undefined)[] = []
  #unread = 0

  constructor(read: readonly AlertRecord[], unread: readonly UnreadAlerts[] = []) {
    super()
    for (const record of read) this.set(record.fingerprint, record)
    for (const page of unread) this.#add(page)
  }

  override get(fingerprint: string): AlertRecord | undefined {
    const found = super.get(fingerprint) as AlertRecord | Place | undefined
    return typeof found === 'number' ? this.#read(fingerprint, found) : found
  }

  override entries(): MapIterator<[string, AlertRecord]> {
    return this.#unread === 0 ? super.entries() : this.#reading()
  }

  override [Symbol.iterator](): MapIterator<[string, AlertRecord]> {
    return this.entries()
  }

  override values(): MapIterator<AlertRecord> {
    return this.#unread === 0 ? super.values() : this.#readingValues()
  }

  override forEach(take: (record: AlertRecord, fingerprint: string, map: this) => void): void {
    for (const [fingerprint, record] of this.entries()) take(record, fingerprint, this)
  }

  /** Those that are read, and when the first report of each other one comes to its end. */
  forEachRead(
    take: (record: AlertRecord, fingerprint: string) => void,
    unread: (fingerprint: string, deadline: number) => void,
  ): void {
    super.forEach((found: AlertRecord | Place, fingerprint) => {
      if (typeof found !== 'number') take(found, fingerprint)
      else unread(fingerprint, this.#pageOf(found).deadlines[found % MOST_ON_A_PAGE] as number)
    })
  }

  /** One function for all, by which an index knows the labels of those that are unread. */
  readonly labelsOf = (fingerprint: string): LabelSet => this.get(fingerprint)?.labels ?? {}

  #add({ fingerprints, bytes, deadlines, ends }: UnreadAlerts): void {
    const first = this.#pages.length * MOST_ON_A_PAGE
    const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#pages.push({ texts, deadlines, ends, left: fingerprints.length })
    this.#unread += fingerprints.length
    for (let n = 0; n < fingerprints.length; n++)
      super.set(fingerprints[n] as string, (first + n) as unknown as AlertRecord)
  }

  #pageOf(place: Place): Page {
    return this.#pages[Math.floor(place / MOST_ON_A_PAGE)] as Page
  }

  #read(fingerprint: string, place: Place): AlertRecord {
    const page = this.#pageOf(place)
    const n = place % MOST_ON_A_PAGE
    const record = fromStoredAlert(page.texts.toString('utf8', page.ends[n - 1] ?? 0, page.ends[n]))
    super.set(fingerprint, record)
    this.#unread--
    page.left--
    if (page.left === 0) this.#pages[Math.floor(place / MOST_ON_A_PAGE)] = undefined
    return record
  }

  *#reading(): Generator<[string, AlertRecord], undefined> {
    for (const [fingerprint, found] of super.entries() as MapIterator<[string, AlertRecord | Place]>)
      yield [fingerprint, typeof found === 'number' ? this.#read(fingerprint, found) : found]
  }

  *#readingValues(): Generator<AlertRecord, undefined> {
    for (const [, record] of this.#reading()) yield record
  }
}
