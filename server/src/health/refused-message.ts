import type { Millis } from '@watchfloor/contract'
import type { Sending } from '../alerts/alert-input.ts'
import { clipped } from './clipped.ts'
import type { SourceRecord } from './source-record.ts'
import { heard } from './source-watch.ts'

/**
 * A whole request that was not taken: unsigned, or no message of its kind. It is its sender's, and never of one that
 * its text names, because nothing in it is known to be true.
 */
export interface RefusedMessage extends Sending {
  readonly reason: string
}

/** Shows the reason on its row. It is no sign of life: a source that is quiet stays quiet (S5). */
export function withRefused(
  known: SourceRecord | undefined,
  row: string,
  message: RefusedMessage,
  now: Millis,
): SourceRecord {
  const source = known ?? heard(undefined, row, message.product, now, undefined)
  return { ...source, rejected: { at: now, reason: clipped(message.reason) } }
}
