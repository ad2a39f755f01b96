import type { EventRow } from '../event-row.ts'

/**
 * A transaction's events and alerts as the journal holds them: a line for each, its fields between tabs. JSON is last
 * in a line, and has neither tabs nor line ends in it; the other fields are names and numbers of our own.
 */
export const EVENT = 'e'
export const PUT = 'p'
/** An alert without its labels and annotations, which stand in an event of the same transaction. */
export const PUT_BESIDE = 'q'
export const FORGET = 'f'
const TAB = 9
export const LINE_END = 10
/** Before an event's JSON: its kind, and every column but the last. */
const EVENT_FIELDS = 9

/** The columns of an event but the last, in the order of the table. */
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

/** A line of it; texts are the bytes of JSON. That of an alert is put together when it is asked for: most are not. */
export type JournalLine =
  | {
      readonly kind: 'event'
      readonly values: EventColumns
      readonly text: Uint8Array
    }
  | { readonly kind: 'put'; readonly fingerprint: string; readonly text: () => Uint8Array }
  | { readonly kind: 'forget'; readonly fingerprint: string }

/** Its lines, in order. Throws when it is none. */
export function* journalLines(bytes: Uint8Array): Generator<JournalLine> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const events = new Map<number, Uint8Array>()
  let from = 0
  while (from < buffer.length) {
    const end = buffer.indexOf(LINE_END, from)
    if (end === -1) throw new Error('a line of the journal has no end')
    const line = lineOf(buffer, from, end, events)
    if (line.kind === 'event') events.set(line.values[0], line.text)
    yield line
    from = end + 1
  }
}

const FIELDS: Readonly<Record<string, number>> = { [EVENT]: EVENT_FIELDS, [PUT_BESIDE]: 3 }

function lineOf(
  buffer: Buffer,
  from: number,
  end: number,
  events: ReadonlyMap<number, Uint8Array>,
): JournalLine {
  const kind = String.fromCharCode(buffer[from] as number)
  const fields = FIELDS[kind] ?? 2
  let at = from
  for (let field = 0; field < fields; field++) {
    at = buffer.indexOf(TAB, at) + 1
    if (at === 0 || at > end) throw new Error('a line of the journal is cut short')
  }
  const [, first = '', ...more] = buffer.toString('latin1', from, at - 1).split('\t')
  if (kind === FORGET) return { kind: 'forget', fingerprint: first }
  const text = buffer.subarray(at, end)
  if (kind === PUT) return { kind: 'put', fingerprint: first, text: () => text }
  if (kind === PUT_BESIDE)
    return { kind: 'put', fingerprint: first, text: () => withWords(text, events.get(Number(more[0]))) }
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

/**
 * Where labels and annotations stand in an event's JSON. Within its strings there is no quote without a backslash, and
 * within the two no brace behind a comma or before one, for all of their values are strings.
 */
const WORDS = ',"labels":{'
const AFTER_WORDS = '},"starts_at":"'

/** The JSON of an alert, completed by its event's. */
function withWords(rest: Buffer, event: Uint8Array | undefined): Uint8Array {
  const data =
    event === undefined ? Buffer.alloc(0) : Buffer.from(event.buffer, event.byteOffset, event.length)
  const start = data.indexOf(WORDS)
  const end = data.indexOf(AFTER_WORDS, start)
  if (start === -1 || end === -1) throw new Error('a line of the journal lacks its event')
  return Buffer.concat([OPENING, data.subarray(start + 1, end + 1), COMMA, rest.subarray(1)])
}

const OPENING = Buffer.from('{')
const COMMA = Buffer.from(',')
