import type { Cursor } from '@watchfloor/contract'

/** How far a client has come. */
export interface Position {
  /** Everything up to here was applied, or passed over because the server said that nothing in it matches. */
  readonly last: Cursor
  /** Up to here it rests on events and boards alone, not on what a heartbeat claimed. */
  readonly proven: Cursor
}

export type Verdict =
  | 'apply'
  | 'duplicate'
  /** Something before it is missing. */
  | 'gap'
  /** It lies where a heartbeat said that there is nothing: the heartbeat was not true. */
  | 'contradiction'

/** S15: apply iff prev ≤ last < sequence. */
export function judge(position: Position, sequence: number, prev: number): Verdict {
  if (sequence <= position.proven.sequence) return 'duplicate'
  if (sequence <= position.last.sequence) return 'contradiction'
  return prev <= position.last.sequence ? 'apply' : 'gap'
}

export function at(cursor: Cursor): Position {
  return { last: cursor, proven: cursor }
}

/** After a heartbeat's cursor (S15): a filtered or idle client keeps up. It never goes back. */
export function advance(position: Position, cursor: Cursor): Position {
  return cursor.sequence > position.last.sequence ? { last: cursor, proven: position.proven } : position
}
