import type { LoggedEvent } from '@watchfloor/contract'
import type { Steps } from '../../ground/steps.ts'
import type { Chunk } from '../wire/chunk.ts'
import type { Reader } from './reader.ts'
import { inSlices, type Turns } from './slices.ts'

/** One filter's chunk, cut when it is its turn, and who is to get it. */
export interface FanOutPart {
  readonly cut: (asker: string) => Steps<Chunk | undefined>
  readonly readers: ReadonlySet<Reader>
}

export interface FanOutResult {
  /** Time spent writing, ms. */
  readonly busyMs: number
  /** How many readers each event was written to. */
  readonly deliveries: ReadonlyMap<LoggedEvent, number>
}

/**
 * The chunk of a part. Who has followed that filter longest pays for it; the readers of one who has spent more than
 * his share are sent away, and the next one pays. Undefined when nobody is left.
 */
function* cutFor({ readers, cut }: FanOutPart): Steps<Chunk | undefined> {
  for (;;) {
    const [first] = readers
    if (first === undefined) return undefined
    const { asker } = first
    const chunk = yield* cut(asker)
    if (chunk !== undefined) return chunk
    for (const reader of [...readers]) if (reader.asker === asker) reader.tooCostly()
  }
}

/** Hands every part's chunk to its readers, in slices. Readers may come and go meanwhile. */
export function fanOut(
  parts: readonly FanOutPart[],
  turns: Turns,
  done: (result: FanOutResult) => void,
): void {
  const deliveries = new Map<LoggedEvent, number>()
  let chunk: Chunk | undefined
  let written = 0
  const readers = function* (): Iterable<Reader | undefined> {
    for (const part of parts) {
      chunk = yield* cutFor(part)
      if (chunk === undefined) continue
      written = 0
      yield* part.readers
      if (written === 0) continue
      for (const event of chunk.events) deliveries.set(event, (deliveries.get(event) ?? 0) + written)
    }
  }
  const visit = (reader: Reader): boolean => {
    // Who joined during this fan-out has read up to its end already.
    if (chunk === undefined || reader.position !== chunk.from) return false
    const wrote = reader.deliver(chunk)
    if (wrote) written++
    return wrote
  }
  inSlices(readers(), visit, turns, (busyMs) => done({ busyMs, deliveries }))
}
