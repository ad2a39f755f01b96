/**
 * A position in the log: `<epoch>.<sequence>`, and `<epoch>.<sequence>.<scope>` of somebody who sees a part of the
 * alerts; the same text in SSE ids, `Last-Event-ID`, `?cursor=`,
 * WebSocket messages, polling answers and board snapshots. `epoch` names a term of the log.
 */
export interface Cursor {
  readonly epoch: string
  /** Sequence of the last event that its holder has seen; 0 before the first. */
  readonly sequence: number
  /** Names the part of the alerts that its holder has followed up to here; absent when that was all of them. */
  readonly scope?: string
}

const PATTERN = /^([a-z0-9]{1,16})\.(0|[1-9][0-9]{0,15})$/

const IN_SCOPE = /^([a-z0-9]{1,16})\.(0|[1-9][0-9]{0,15})(?:\.([a-z0-9]{1,16}))?$/

/** The JSON Schema pattern of the text of a place in the log, whoever sees it. */
export const CURSOR_PATTERN = PATTERN.source

export function formatCursor({ epoch, sequence, scope }: Cursor): string {
  return scope === undefined ? `${epoch}.${sequence}` : `${epoch}.${sequence}.${scope}`
}

/** A later place of whoever holds a cursor. */
export function movedTo(before: Pick<Cursor, 'scope'>, { epoch, sequence }: Cursor): Cursor {
  return before.scope === undefined ? { epoch, sequence } : { epoch, sequence, scope: before.scope }
}

/** Reads a cursor's text; undefined when it is not one. */
export function parseCursor(text: string): Cursor | undefined {
  const match = IN_SCOPE.exec(text)
  if (match === null) return undefined
  const sequence = Number(match[2])
  if (!Number.isSafeInteger(sequence)) return undefined
  return movedTo(
    { ...(match[3] !== undefined && { scope: match[3] }) },
    { epoch: match[1] as string, sequence },
  )
}
