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
  /** It, or the one before it, lies where a heartbeat said that there is nothing: the heartbeat was not true. */
  | 'contradiction'

/**
 * S15: apply iff prev ≤ last < sequence. What heartbeats passed over is checked as well: `prev` names an event that
 * was applied, or at most `vouched`, the cursor that the server was asked to go on from.
 */
export function judge({ last, proven }: Position, vouched: number, sequence: number, prev: number): Verdict {
  if (sequence <= proven.sequence) return 'duplicate'
  if (prev > last.sequence) return 'gap'
  return sequence <= last.sequence || prev > Math.max(proven.sequence, vouched) ? 'contradiction' : 'apply'
}

export function at(cursor: Cursor): Position {
  return { last: cursor, proven: cursor }
}

/**
 * After a heartbeat's cursor (S15): a filtered or idle client keeps up. It never goes back, but it goes over into the
 * log's present term, so that whoever follows it can tell that a term has begun although nothing has happened in it.
 */
export function advance(position: Position, cursor: Cursor): Position {
  const { last, proven } = position
  const isSame = cursor.sequence === last.sequence && cursor.epoch === last.epoch
  return isSame || cursor.sequence < last.sequence ? position : { last: cursor, proven }
}
