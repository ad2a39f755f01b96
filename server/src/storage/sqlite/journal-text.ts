import type { LoggedEvent } from '@watchfloor/contract'
import type { Changes } from '../storage.ts'
import { type EventValues, toValues } from './rows.ts'
import { toStoredAlert } from './stored-alert.ts'

/**
 * A transaction's events and alerts as the journal holds them: a line for each, its fields between tabs. JSON is last
 * in a line, and has neither tabs nor line ends in it; the other fields are names and numbers of our own.
 */
const EVENT = 'e'
const PUT = 'p'
const FORGET = 'f'
const TAB = 9
const LINE_END = 10
/** Before an event's JSON: its kind, and every column but the last. */
const EVENT_FIELDS = 9

/** The journal's part of a transaction. */
export interface JournalBatch {
  /** Sequences of its first event and its last; undefined when it has none. */
  readonly events: { readonly first: number; readonly last: number } | undefined
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
  let text = ''
  let last = 0
  for (const event of events) {
    if (event.sequence <= last) throw new Error(`event ${event.sequence} comes after event ${last}`)
    last = event.sequence
    text += eventLine(event)
  }
  for (const alert of alerts) text += `${PUT}\t${alert.fingerprint}\t${toStoredAlert(alert)}\n`
  for (const fingerprint of forgottenAlerts) text += `${FORGET}\t${fingerprint}\t\n`
  const [first] = events
  return {
    events: first === undefined ? undefined : { first: first.sequence, last },
    bytes: new TextEncoder().encode(text),
  }
}

function eventLine(event: LoggedEvent): string {
  const [sequence, epoch, id, type, source, at, fingerprint, level, data] = toValues(event)
  return `${EVENT}\t${sequence}\t${epoch}\t${id}\t${type}\t${source}\t${at}\t${fingerprint ?? ''}\t${level ?? ''}\t${data}\n`
}

/** A line of it; texts are the bytes of JSON. */
export type JournalLine =
  | {
      readonly kind: 'event'
      /** The columns before the text. */
      readonly values: readonly [...(EventValues extends readonly [...infer Head, string] ? Head : never)]
      readonly text: Uint8Array
    }
  | { readonly kind: 'put'; readonly fingerprint: string; readonly text: Uint8Array }
  | { readonly kind: 'forget'; readonly fingerprint: string }

/** Its lines, in order. Throws when it is none. */
export function* journalLines(bytes: Uint8Array): Generator<JournalLine> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let from = 0
  while (from < buffer.length) {
    const end = buffer.indexOf(LINE_END, from)
    if (end === -1) throw new Error('a line of the journal has no end')
    yield lineOf(buffer, from, end)
    from = end + 1
  }
}

function lineOf(buffer: Buffer, from: number, end: number): JournalLine {
  const kind = String.fromCharCode(buffer[from] as number)
  const fields = kind === EVENT ? EVENT_FIELDS : 2
  let at = from
  for (let field = 0; field < fields; field++) {
    at = buffer.indexOf(TAB, at) + 1
    if (at === 0 || at > end) throw new Error('a line of the journal is cut short')
  }
  const [, first = '', ...more] = buffer.toString('latin1', from, at - 1).split('\t')
  if (kind === FORGET) return { kind: 'forget', fingerprint: first }
  const text = buffer.subarray(at, end)
  if (kind === PUT) return { kind: 'put', fingerprint: first, text }
  if (kind !== EVENT) throw new Error('a line of the journal is of no known kind')
  const [epoch, id, type, source, time, fingerprint, level] = more as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return {
    kind: 'event',
    values: [Number(first), epoch, id, type, source, Number(time), fingerprint || null, level || null],
    text,
  }
}
