import type { LoggedEvent, Millis } from '@watchfloor/contract'
import type { AlertRecord } from '../../alerts/record.ts'
import type { Changes } from '../storage.ts'
import { toStoredAlert } from '../stored-alert.ts'
import { WrittenEvent } from '../written-event.ts'
import { eventHead, forgetLine, LINE_END, putBesideLine, putLine } from './journal-format.ts'

/** The journal's part of a transaction. */
export interface JournalBatch {
  /** Sequences of its first event and its last, and the latest time of any; undefined when it has none. */
  readonly events: { readonly first: number; readonly last: number; readonly latest: Millis } | undefined
  /** Its lines. The buffer is nobody else's, and may be handed over whole. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** undefined when there is neither an event nor an alert in it. Throws when the events are not in order. */
export function journalBatch({
  events,
  alerts,
  forgottenAlerts,
}: Pick<Changes, 'events' | 'alerts' | 'forgottenAlerts'>): JournalBatch | undefined {
  if (events.length + alerts.length + forgottenAlerts.length === 0) return undefined
  const lines = new Lines(events.length + alerts.length)
  const [first] = events
  let last = 0
  let latest = 0
  for (const event of events) {
    if (event.sequence <= last) throw new Error(`event ${event.sequence} comes after event ${last}`)
    last = event.sequence
    const at = WrittenEvent.atOf(event)
    latest = Math.max(latest, at)
    lines.begin(eventHead(event, at))
    lines.end(WrittenEvent.dataOf(event))
  }
  for (const alert of alerts) {
    const { fingerprint, sequence } = alert
    const event = first === undefined ? undefined : events[sequence - first.sequence]
    if (event !== undefined && hasWordsOf(event, alert))
      lines.end(putBesideLine(fingerprint, sequence, toStoredAlert(alert, 'without words')))
    else lines.end(putLine(fingerprint, toStoredAlert(alert)))
  }
  for (const fingerprint of forgottenAlerts) lines.end(forgetLine(fingerprint))
  return {
    events: first === undefined ? undefined : { first: first.sequence, last, latest },
    bytes: lines.bytes(),
  }
}

/** Are its labels and annotations those of an event, which stands in the same transaction? They need not be written twice. */
function hasWordsOf(
  event: LoggedEvent,
  { fingerprint, labels, annotations, sequence }: AlertRecord,
): boolean {
  return (
    event.source === 'alert_processor' &&
    event.sequence === sequence &&
    event.data.fingerprint === fingerprint &&
    event.data.labels === labels &&
    event.data.annotations === annotations
  )
}

/** About so long is a line, bytes. */
const USUAL_LINE = 1_200
/** The most bytes that a UTF-16 unit takes in UTF-8. */
const WIDEST = 3

/** Lines as one buffer, each written straight into it: half the work of one long text that is encoded at the end. */
class Lines {
  #buffer: Buffer<ArrayBuffer>
  #length = 0

  constructor(count: number) {
    this.#buffer = Buffer.allocUnsafeSlow((count + 1) * USUAL_LINE)
  }

  /** What stands before a text that is whole already: joining the two first would copy it. */
  begin(text: string): void {
    const room = this.#length + WIDEST * text.length + 1
    if (room > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(2 * room)
      this.#buffer.copy(larger, 0, 0, this.#length)
      this.#buffer = larger
    }
    this.#length += this.#buffer.write(text, this.#length)
  }

  end(text: string): void {
    this.begin(text)
    this.#buffer[this.#length++] = LINE_END
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length)
  }
}
