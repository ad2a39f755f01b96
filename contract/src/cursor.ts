/**
 * A position in the log: `<epoch>.<sequence>`, the same text in SSE ids, `Last-Event-ID`, `?cursor=`,
 * WebSocket messages, polling answers and board snapshots. `epoch` names a term of the log.
 */
export interface Cursor {
  readonly epoch: string
  /** Sequence of the last event that its holder has seen; 0 before the first. */
  readonly sequence: number
}

const PATTERN = /^([a-z0-9]{1,16})\.(0|[1-9][0-9]{0,15})$/

/** The JSON Schema pattern of a cursor's text. */
export const CURSOR_PATTERN = PATTERN.source

export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}.${cursor.sequence}`
}

/** Reads a cursor's text; undefined when it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = PATTERN.exec(text)
  if (match === null) return undefined
  const sequence = Number(match[2])
  if (!Number.isSafeInteger(sequence)) return undefined
  return { epoch: match[1] as string, sequence }
}
