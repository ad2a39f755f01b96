import { isGoingOn } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { fromStoredAlert } from '../storage/stored-alert.ts'
import type { UnreadAlerts } from '../storage/unread-alerts.ts'
import { NEVER, type Planned } from './agenda.ts'

/** Where the text of one stands: its page's number, and its own within that. */
type Place = number
const MOST_ON_A_PAGE = 65_536

interface Page extends Pick<UnreadAlerts, 'deadlines' | 'ends'> {
  readonly texts: Buffer
  /** How many of it are unread. */
  left: number
}

/** What is kept of one alert, for whoever goes on with it: to look for it again costs as much as to judge its labels. */
export interface KeptAlert extends Planned {
  /** Undefined when it is forgotten. */
  record: AlertRecord | Place | undefined
}

/**
 * Alerts by fingerprint. Those that a start left unread are read when somebody asks for them, each for itself; to
 * everybody else they are there like all others.
 */
export class AlertMap {
  readonly #kept = new Map<string, KeptAlert>()
  readonly #pages: (Page | undefined)[] = []

  constructor(read: readonly AlertRecord[], unread: readonly UnreadAlerts[] = []) {
    for (const record of read) this.#keep(record.fingerprint, record)
    for (const page of unread) this.#add(page)
  }

  get size(): number {
    return this.#kept.size
  }

  get(fingerprint: string): AlertRecord | undefined {
    const kept = this.#kept.get(fingerprint)
    return kept === undefined ? undefined : this.#recordOf(kept)
  }

  has(fingerprint: string): boolean {
    return this.#kept.has(fingerprint)
  }

  keys(): MapIterator<string> {
    return this.#kept.keys()
  }

  *values(): Generator<AlertRecord, undefined> {
    for (const kept of this.#kept.values()) yield this.#recordOf(kept) as AlertRecord
  }

  /** Of those that fire, or flap (S10). None is read for it. */
  *goingOn(): Generator<string, undefined> {
    for (const [fingerprint, { record }] of this.#kept)
      if (typeof record === 'number' || (record !== undefined && isGoingOn(record))) yield fingerprint
  }

  /** One that is read for it. */
  kept(fingerprint: string): KeptAlert | undefined {
    const kept = this.#kept.get(fingerprint)
    if (kept !== undefined) this.#recordOf(kept)
    return kept
  }

  /** In the place of what it was before, `isNew` when there was nothing. */
  put(record: AlertRecord, isNew: boolean): KeptAlert {
    const { fingerprint } = record
    const kept = isNew ? undefined : this.#kept.get(fingerprint)
    if (kept === undefined) return this.#keep(fingerprint, record)
    kept.record = record
    return kept
  }

  delete(fingerprint: string): void {
    const kept = this.#kept.get(fingerprint)
    if (kept === undefined) return
    kept.record = undefined
    kept.due = NEVER
    this.#kept.delete(fingerprint)
  }

  /** Those that are read, and when the first report of each other one comes to its end. */
  forEachRead(
    take: (kept: KeptAlert, record: AlertRecord) => void,
    unread: (kept: KeptAlert, deadline: number) => void,
  ): void {
    for (const kept of this.#kept.values()) {
      const { record } = kept
      if (typeof record === 'number')
        unread(kept, this.#pageOf(record).deadlines[record % MOST_ON_A_PAGE] as number)
      else if (record !== undefined) take(kept, record)
    }
  }

  #keep(key: string, record: AlertRecord | Place): KeptAlert {
    const kept: KeptAlert = { key, due: NEVER, record }
    this.#kept.set(key, kept)
    return kept
  }

  #add({ fingerprints, bytes, deadlines, ends }: UnreadAlerts): void {
    const first = this.#pages.length * MOST_ON_A_PAGE
    const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#pages.push({ texts, deadlines, ends, left: fingerprints.length })
    for (let n = 0; n < fingerprints.length; n++) this.#keep(fingerprints[n] as string, first + n)
  }

  #pageOf(place: Place): Page {
    return this.#pages[Math.floor(place / MOST_ON_A_PAGE)] as Page
  }

  #recordOf(kept: KeptAlert): AlertRecord | undefined {
    return typeof kept.record === 'number' ? this.#read(kept, kept.record) : kept.record
  }

  #read(kept: KeptAlert, place: Place): AlertRecord {
    const page = this.#pageOf(place)
    const n = place % MOST_ON_A_PAGE
    const record = fromStoredAlert(page.texts.toString('utf8', page.ends[n - 1] ?? 0, page.ends[n]))
    kept.record = record
    page.left--
    if (page.left === 0) this.#pages[Math.floor(place / MOST_ON_A_PAGE)] = undefined
    return record
  }
}
