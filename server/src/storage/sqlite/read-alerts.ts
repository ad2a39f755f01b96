import type { AlertRecord } from '../../alerts/record.ts'
import { remembered } from '../../ground/remembered.ts'
import type { Stored } from '../storage.ts'
import { fromStoredAlert } from '../stored-alert.ts'
import { type UnreadAlerts, type Usual, usualOf } from '../unread-alerts.ts'
import type { AlertPage } from './alert-pages.ts'
import { DamagedDatabase, damageText } from './damage.ts'
import { LINE_END } from './journal-format.ts'
import type { WriterCalls } from './protocol.ts'
import type { Call } from './thread.ts'

/** Alerts that are asked for in one go. While a page is looked at here, the thread reads the next. */
const PAGE = 2_000

export type LoadedAlerts = Pick<Stored, 'alerts' | 'unread'>

/** All alerts; those that can be are left unread where that is asked for. Rejects when one cannot be read. */
export async function readAlerts(writer: Call<WriterCalls>, leavesUnread: boolean): Promise<LoadedAlerts> {
  const alerts: AlertRecord[] = []
  const unread: UnreadAlerts[] = []
  let page = writer('readAlerts', { isFirst: true, limit: PAGE })
  for (;;) {
    const read = await page
    if (read.count === 0) return leavesUnread ? { alerts, unread } : { alerts }
    page = writer('readAlerts', { isFirst: false, limit: PAGE })
    try {
      const left = readPage(read, alerts, leavesUnread ? usualOf : () => undefined)
      if (left.fingerprints.length > 0) unread.push(left)
    } catch {
      await page
      throw new DamagedDatabase(damageText('a row of alerts cannot be read'))
    }
  }
}

/** Answers those that are left unread. Throws when one of the others cannot be read. */
function readPage(
  { fingerprints, bytes }: AlertPage,
  alerts: AlertRecord[],
  leaves: (text: string) => Usual | undefined,
): UnreadAlerts {
  const texts = Buffer.from(bytes.buffer)
  const left = new Left(texts)
  let from = 0
  for (const fingerprint of JSON.parse(fingerprints) as readonly string[]) {
    const end = texts.indexOf(LINE_END, from)
    if (end === -1) throw noSingleRecord()
    const text = texts.toString('utf8', from, end)
    const usual = leaves(text)
    if (usual === undefined) alerts.push(fromStoredAlert(text))
    else left.add(fingerprint, usual, from, end + 1)
    from = end + 1
  }
  if (from < texts.length) throw noSingleRecord()
  return left.whole()
}

function noSingleRecord(): Error {
  return new Error('a row is no single record')
}

/** A text for itself: a part of a longer one would keep all of that in memory. */
const apart = remembered((text) => Buffer.from(text).toString())

/** Those of a page that are left unread. */
class Left {
  readonly #texts: Buffer<ArrayBuffer>
  readonly #fingerprints: string[] = []
  readonly #severities: string[] = []
  readonly #openers: string[] = []
  readonly #lengths: number[] = []
  readonly #deadlines: number[] = []
  readonly #ends: number[] = []
  #end = 0

  constructor(texts: Buffer<ArrayBuffer>) {
    this.#texts = texts
  }

  /** Its text is moved up to that of the one before. */
  add(fingerprint: string, usual: Usual, from: number, to: number): void {
    if (from !== this.#end) this.#texts.copyWithin(this.#end, from, to)
    this.#end += to - from
    this.#fingerprints.push(fingerprint)
    this.#severities.push(apart(usual.severity))
    this.#openers.push(apart(usual.opener))
    this.#lengths.push(usual.length)
    this.#deadlines.push(usual.deadline)
    this.#ends.push(this.#end)
  }

  whole(): UnreadAlerts {
    return {
      fingerprints: this.#fingerprints,
      severities: this.#severities,
      openers: this.#openers,
      lengths: this.#lengths,
      deadlines: this.#deadlines,
      bytes: this.#end === this.#texts.length ? this.#texts : Buffer.from(this.#texts.subarray(0, this.#end)),
      ends: this.#ends,
    }
  }
}
