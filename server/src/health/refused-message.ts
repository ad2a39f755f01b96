import type { Millis } from '@watchfloor/contract'
import { clipped } from './clipped.ts'
import type { SourceRecord } from './source-record.ts'
import { componentOf, heard } from './source-watch.ts'

/** A whole request that was not taken: unsigned, or no message of its kind. */
export interface RefusedMessage {
  readonly product: string
  /** Principal's name, else remote address (S1). */
  readonly sender: string
  readonly reason: string
}

/** The source that sent it; never one that its text names, because nothing in it is known to be true. */
export function refusedAt({ product, sender }: RefusedMessage): string {
  return componentOf(product, sender, undefined)
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
