import type { Cursor, LoggedEvent, Millis } from '@watchfloor/contract'
import { WrittenEvent } from '../storage/written-event.ts'

type Unnumbered = LoggedEvent extends infer E
  ? E extends LoggedEvent
    ? Pick<E, 'type' | 'source' | 'data'>
    : never
  : never

/** What a stage needs to number and name its events. */
export interface StageContext {
  readonly head: Cursor
  readonly now: Millis
  readonly newId: () => string
}

/** Events of one group, numbered on from where the log ends, or the group before. */
export class NumberedEvents {
  readonly list: LoggedEvent[] = []
  readonly #head: Cursor
  readonly #newId: () => string

  constructor(head: Cursor, newId: () => string) {
    this.#head = head
    this.#newId = newId
  }

  /** Position of the newest of them; where the log ends while there is none. */
  get last(): Cursor {
    const { epoch, sequence } = this.#head
    return { epoch, sequence: sequence + this.list.length }
  }

  get next(): Cursor {
    const { epoch, sequence } = this.last
    return { epoch, sequence: sequence + 1 }
  }

  /** Adds an event; answers its sequence. */
  add({ type, source, data }: Unnumbered, at: Millis): number {
    const { epoch, sequence } = this.next
    this.list.push(WrittenEvent.of({ type, id: this.#newId(), at, source, sequence, epoch }, data))
    return sequence
  }
}
