import { formatTime, type LoggedEvent, type Millis } from '@watchfloor/contract'

/** What an event is, beside what it tells. */
export interface EventStamp {
  readonly type: string
  readonly id: string
  readonly at: Millis
  readonly source: string
  readonly sequence: number
  readonly epoch: string
}

/**
 * An event with its text: the JSON of what it tells is written once, when it is staged or read, and the same characters
 * go to the store and to every stream. To whoever does not ask for the text it is an event like any other.
 */
export class WrittenEvent {
  readonly type: string
  readonly id: string
  readonly data: unknown
  readonly timestamp: string
  readonly source: string
  readonly sequence: number
  readonly epoch: string
  readonly #at: Millis
  readonly #data: string

  private constructor({ type, id, at, source, sequence, epoch }: EventStamp, data: unknown, text: string) {
    this.type = type
    this.id = id
    this.data = data
    this.timestamp = formatTime(at)
    this.source = source
    this.sequence = sequence
    this.epoch = epoch
    this.#at = at
    this.#data = text
  }

  /** `text` is the JSON of `data`: our own writing, checked when it was made. */
  static of(stamp: EventStamp, data: unknown, text = JSON.stringify(data)): LoggedEvent {
    return new WrittenEvent(stamp, data, text) as unknown as LoggedEvent
  }

  /** The JSON of what it tells. */
  static dataOf(event: LoggedEvent): string {
    return #data in event ? (event as WrittenEvent).#data : JSON.stringify(event.data)
  }

  static atOf(event: LoggedEvent): Millis {
    // Our own writing; the strict reading of others' times costs ten times as much.
    return #at in event ? (event as WrittenEvent).#at : Date.parse(event.timestamp)
  }

  /**
   * The whole event's JSON without its closing brace, for what depends on the reader: what stands before what it tells,
   * that, and the rest. Joining them would copy the longest. All but what it tells are plain words.
   */
  static piecesOf(event: LoggedEvent): readonly [before: string, data: string, after: string] {
    const { type, id, timestamp, source, sequence, epoch } = event
    return [
      `{"type":"${type}","id":"${id}","data":`,
      WrittenEvent.dataOf(event),
      `,"timestamp":"${timestamp}","source":"${source}","sequence":${sequence},"epoch":"${epoch}"`,
    ]
  }
}
