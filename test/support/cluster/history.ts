import type { EventType } from '@watchfloor/contract'

/** One thing that happened to a reader, in the order in which it happened; `at` by `performance.now()`. */
export type Moment = { readonly at: number } & (
  | { readonly kind: 'opened'; readonly node: string; readonly over: string; readonly cursor: string }
  /** It holds this board instead of whatever it held. */
  | { readonly kind: 'board'; readonly cursor: string; readonly why: string }
  /** `body` is the event as it came, to the letter, but for `prev`. */
  | {
      readonly kind: 'event'
      readonly sequence: number
      readonly epoch: string
      readonly prev: number
      readonly body: string
    }
  /** It was told that it has everything up to here. */
  | { readonly kind: 'reached'; readonly cursor: string }
  | { readonly kind: 'reset'; readonly reason: string }
  | { readonly kind: 'ended'; readonly how: string }
)

type Without<T> = T extends unknown ? Omit<T, 'at'> : never

/** Everything that one reader ever heard, over however many connections. */
export interface History {
  readonly reader: string
  /** Only these are asked for; everything where absent. */
  readonly types?: readonly EventType[]
  readonly moments: readonly Moment[]
}

export interface Recorder extends History {
  readonly note: (moment: Without<Moment>) => void
}

/** Of an event's body, the text that is kept: one for all readers who were told the same. */
export type KeepText = (sequence: number, body: string) => string

/** What is kept once for all readers together: what each of them hears in an hour would not have room in memory. */
export function textsOnce(): KeepText {
  const known: string[] = []
  return (sequence, body) => {
    // A text of its own: a part of a longer one would keep all of that.
    known[sequence] ??= Buffer.from(body).toString()
    const first = known[sequence]
    return first === body ? first : body
  }
}

export function startHistory(
  reader: string,
  types?: readonly EventType[],
  keep: KeepText = (_, body) => body,
): Recorder {
  const moments: Moment[] = []
  return {
    reader,
    ...(types !== undefined && { types }),
    moments,
    note: (moment) => {
      const body = moment.kind === 'event' ? { body: keep(moment.sequence, moment.body) } : {}
      moments.push({ at: performance.now(), ...moment, ...body } as Moment)
    },
  }
}
