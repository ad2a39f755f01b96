import type { EventRow } from '../event-row.ts'
import { EVENT, EVENT_COLUMNS, FORGET, LINE_END, PUT, PUT_BESIDE, TAB } from './journal-format.ts'

/** What an event's line says before its JSON: `EVENT_COLUMNS`. */
export type EventColumns = readonly [
  sequence: number,
  epoch: string,
  id: string,
  type: string,
  source: string,
  at: EventRow['at'],
  fingerprint: string | null,
  level: string | null,
]

/** A line of it: what it says is read when it is asked for, since most is not. Texts are the bytes of JSON. */
export type JournalLine = EventLine | AlertLine

/** Its lines, in order. Throws when it is none. */
export function* journalLines(bytes: Uint8Array): Generator<JournalLine> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const events: EventLine[] = []
  let from = 0
  while (from < buffer.length) {
    const end = buffer.indexOf(LINE_END, from)
    if (end === -1) throw new Error('a line of the journal has no end')
    const kind = String.fromCharCode(buffer[from] as number)
    if (kind === EVENT) {
      const event = new EventLine(buffer, from, end)
      events.push(event)
      yield event
    } else if (kind === PUT || kind === PUT_BESIDE || kind === FORGET) {
      yield new AlertLine(buffer, from, end, kind, events)
    } else throw new Error('a line of the journal is of no known kind')
    from = end + 1
  }
}

/** Of an event's line, its kind and every column but the last. */
const FIELDS_BEFORE_JSON = 1 + EVENT_COLUMNS.length
const FIELD_OF = Object.fromEntries(EVENT_COLUMNS.map((name, n) => [name, n + 1])) as Readonly<
  Record<(typeof EVENT_COLUMNS)[number], number>
>

/** A line with an event. */
export class EventLine {
  readonly kind = 'event'
  readonly #buffer: Buffer
  readonly #from: number
  readonly #end: number
  /** Looked for once: whoever writes the event into its table asks for these, and so does the alert that it completes. */
  #sequence: number | undefined
  #textFrom: number | undefined

  constructor(buffer: Buffer, from: number, end: number) {
    this.#buffer = buffer
    this.#from = from
    this.#end = end
  }

  /** All of it, but its end. */
  bytes(): Buffer {
    return this.#buffer.subarray(this.#from, this.#end)
  }

  sequence(): number {
    this.#sequence ??= Number(this.#column('sequence'))
    return this.#sequence
  }

  type(): string {
    return this.#column('type')
  }

  at(): EventRow['at'] {
    return Number(this.#column('at'))
  }

  /** Of the alert that it tells of; empty when it tells of none. */
  fingerprint(): string {
    return this.#column('fingerprint')
  }

  columns(): EventColumns {
    const [, sequence, epoch, id, type, source, at, fingerprint, level] = this.#buffer
      .toString('latin1', this.#from, this.#textAt() - 1)
      .split('\t') as [string, string, string, string, string, string, string, string, string]
    return [Number(sequence), epoch, id, type, source, Number(at), fingerprint || null, level || null]
  }

  text(): Buffer {
    return this.#buffer.subarray(this.#textAt(), this.#end)
  }

  /** As the table of events has it. */
  row(): EventRow {
    const [sequence, epoch, id, type, source, at, fingerprint, level] = this.columns()
    return { sequence, epoch, id, type, source, at, fingerprint, level, data: this.text().toString() }
  }

  #textAt(): number {
    this.#textFrom ??= fieldAt(this.#buffer, this.#from, this.#end, FIELDS_BEFORE_JSON)
    return this.#textFrom
  }

  #column(name: (typeof EVENT_COLUMNS)[number]): string {
    const from = fieldAt(this.#buffer, this.#from, this.#end, FIELD_OF[name])
    return this.#buffer.toString('latin1', from, fieldAt(this.#buffer, from, this.#end, 1) - 1)
  }
}

/** A line with an alert that is put or forgotten. */
export class AlertLine {
  readonly kind: 'put' | 'forget'
  readonly fingerprint: string
  readonly #buffer: Buffer
  readonly #rest: number
  readonly #end: number
  /** Those of its transaction, where its words stand in one of them. */
  readonly #events: readonly EventLine[] | undefined

  constructor(
    buffer: Buffer,
    from: number,
    end: number,
    kind: typeof PUT | typeof PUT_BESIDE | typeof FORGET,
    events: readonly EventLine[],
  ) {
    const first = fieldAt(buffer, from, end, 1)
    this.#rest = fieldAt(buffer, first, end, 1)
    this.kind = kind === FORGET ? 'forget' : 'put'
    this.fingerprint = buffer.toString('latin1', first, this.#rest - 1)
    this.#buffer = buffer
    this.#end = end
    this.#events = kind === PUT_BESIDE ? events : undefined
  }

  /** Put together where it is in pieces. */
  text(): Buffer {
    if (this.#events === undefined) return this.#buffer.subarray(this.#rest, this.#end)
    const from = fieldAt(this.#buffer, this.#rest, this.#end, 1)
    const sequence = Number(this.#buffer.toString('latin1', this.#rest, from - 1))
    return withWords(this.#buffer.subarray(from, this.#end), eventOf(this.#events, sequence))
  }
}

/** Where a line goes on behind so many fields from here. They are short: a search for each would cost more. */
function fieldAt(buffer: Buffer, from: number, end: number, fields: number): number {
  let at = from
  for (let left = fields; left > 0; at++) {
    if (at >= end) throw new Error('a line of the journal is cut short')
    if (buffer[at] === TAB) left--
  }
  return at
}

/** The text of the event with this sequence: those of a transaction follow each other. */
function eventOf(events: readonly EventLine[], sequence: number): Buffer {
  const event = events[sequence - (events[0]?.sequence() ?? 0)]
  if (event?.sequence() !== sequence) throw lacksEvent()
  return event.text()
}

/**
 * Where labels and annotations stand in an event's JSON. Within its strings there is no quote without a backslash, and
 * within the two no brace behind a comma or before one, for all of their values are strings.
 */
const WORDS = Buffer.from(',"labels":{')
const AFTER_WORDS = Buffer.from('},"starts_at":"')

/** The JSON of an alert, completed by its event's. */
function withWords(rest: Buffer, event: Buffer): Buffer {
  const start = event.indexOf(WORDS)
  const end = event.indexOf(AFTER_WORDS, start)
  if (start === -1 || end === -1) throw lacksEvent()
  return Buffer.concat([OPENING, event.subarray(start + 1, end + 1), COMMA, rest.subarray(1)])
}

function lacksEvent(): Error {
  return new Error('a line of the journal lacks its event')
}

const OPENING = Buffer.from('{')
const COMMA = Buffer.from(',')
