import { FairQueue } from './fair-queue.ts'
import { type TurnParts, Turns } from './turns.ts'

/** What those who ask share: the turns of the event loop, and the threads that read. */
export interface Shares {
  readonly turns: Turns
  readonly log: FairQueue
  readonly past: FairQueue
  /** Large bodies that are read: what becomes of one is many times as large, so that they are read one by one. */
  readonly bodies: FairQueue
}

/** A second read waits in the thread, so that it never idles. */
const AT_ONCE = 2

export function createShares(parts: TurnParts): Shares {
  return {
    turns: new Turns(parts),
    log: new FairQueue(AT_ONCE),
    past: new FairQueue(AT_ONCE),
    // What waits has its room by bytes, and is not refused here.
    bodies: new FairQueue(1, Number.POSITIVE_INFINITY),
  }
}
