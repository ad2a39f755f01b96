import type { LoggedEvent } from '@watchfloor/contract'
import { WrittenEvent } from '../../storage/written-event.ts'

/**
 * An event as its readers get it, in pieces. `prev` is the only field that depends on the reader: it comes behind the
 * known text.
 */
export function eventJson(event: LoggedEvent, prev: number): readonly [string, string, string] {
  const [before, data, after] = WrittenEvent.piecesOf(event)
  return [before, data, `${after},"prev":${prev}}`]
}

/** About what stands around an event's data. */
const AROUND = 200

/** About its length on the wire. */
export function eventSize(event: LoggedEvent): number {
  return WrittenEvent.dataOf(event).length + AROUND
}
