import type { LoggedEvent, Millis } from '@watchfloor/contract'

/**
 * How a transaction's events and alerts stand in the journal: a line for each, its fields between tabs, and a text of
 * JSON last, which has neither tabs nor line ends in it; the other fields are names and numbers of our own. All that
 * writes a line is here; `journal-lines.ts` reads them.
 */
export const TAB = 9
export const LINE_END = 10

export const EVENT = 'e'
export const PUT = 'p'
/** An alert without its labels and annotations, which stand in an event of the same transaction. */
export const PUT_BESIDE = 'q'
export const FORGET = 'f'

/** The columns of an event but the last, its JSON: in the order of its line, and of the table. */
export const EVENT_COLUMNS = [
  'sequence',
  'epoch',
  'id',
  'type',
  'source',
  'at',
  'fingerprint',
  'level',
] as const

/** What stands in an event's line before its JSON. */
export function eventHead(event: LoggedEvent, at: Millis): string {
  const { sequence, epoch, id, type, source } = event
  const alert = event.source === 'alert_processor' ? event.data : undefined
  const columns = `${sequence}\t${epoch}\t${id}\t${type}\t${source}\t${at}`
  return `${EVENT}\t${columns}\t${alert?.fingerprint ?? ''}\t${alert?.level ?? ''}\t`
}

/** The same line of a row of the table, whole, for SQL. */
export const LINE_OF_ROW = `concat_ws(char(${TAB}), '${EVENT}', sequence, epoch, id, type, source, at,
  coalesce(fingerprint, ''), coalesce(level, ''), data)`

export function putLine(fingerprint: string, alert: string): string {
  return `${PUT}\t${fingerprint}\t${alert}`
}

/** The event with this sequence has the rest of the alert. */
export function putBesideLine(fingerprint: string, sequence: number, alert: string): string {
  return `${PUT_BESIDE}\t${fingerprint}\t${sequence}\t${alert}`
}

export function forgetLine(fingerprint: string): string {
  return `${FORGET}\t${fingerprint}\t`
}

/** Lines in one piece, an end behind each. The buffer is nobody else's, and may be handed over whole. */
export function joinedLines(lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lines.reduce((sum, { length }) => sum + length + 1, 0))
  let end = 0
  for (const line of lines) {
    bytes.set(line, end)
    end += line.length
    bytes[end++] = LINE_END
  }
  return bytes
}
