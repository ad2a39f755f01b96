/**
 * A turn of the event loop does at most this much of a large fan-out. What follows it in the same turn, the callbacks
 * of so many writes and a pause of the garbage collector, takes as long again.
 */
const MOST_WRITES = 300
const MOST_MS = 3
/** How often the clock is asked. */
const LOOK_EVERY = 32

export interface Turns {
  /** Runs in the next turn of the event loop. */
  readonly soon: (run: () => void) => void
  readonly monotonic: () => number
}

/** Turns that do one piece of work each, in the order they were asked for: pieces of several works never add up. */
export function oneAtATime({ soon, monotonic }: Turns): Turns {
  const waiting: (() => void)[] = []
  const runOne = (): void => {
    const run = waiting.shift()
    if (waiting.length > 0) soon(runOne)
    run?.()
  }
  return {
    monotonic,
    soon: (run) => {
      waiting.push(run)
      if (waiting.length === 1) soon(runOne)
    },
  }
}

/**
 * Visits all items, the first slice at once and the others in later turns of the loop, so that nobody else waits
 * for a fan-out to thousands. `visit` says whether it wrote. `done` gets the time that was spent in the slices, ms.
 * Items may be added and removed meanwhile, as their iterator allows. Where finding the next item takes long it says
 * `undefined` in between.
 */
export function inSlices<T>(
  items: Iterable<T | undefined>,
  visit: (item: T) => boolean,
  turns: Turns,
  done: (busyMs: number) => void,
): void {
  const iterator = items[Symbol.iterator]()
  let busy = 0
  const slice = (): void => {
    const began = turns.monotonic()
    let writes = 0
    for (let visited = 1; ; visited++) {
      const next = iterator.next()
      if (next.done === true) {
        done(busy + turns.monotonic() - began)
        return
      }
      if (next.value !== undefined && visit(next.value)) writes++
      const isLook = next.value === undefined || visited % LOOK_EVERY === 0
      if (writes >= MOST_WRITES || (isLook && turns.monotonic() - began >= MOST_MS)) break
    }
    busy += turns.monotonic() - began
    turns.soon(slice)
  }
  slice()
}
