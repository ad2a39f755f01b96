import type { Steps } from './steps.ts'

/** Most work is over before anybody would notice: so long it goes on at once, ms. */
const FIRST_MS = 2
/** A turn of the event loop does at most so much of what takes longer, ms. */
const SLICE_MS = 5
/** Works of one asker that are under way; his others wait, and hold nothing yet. */
const AT_ONCE = 4
/** Works of one asker that may wait. */
const MOST_WAITING = 100

/** So many requests of one asker wait already that another would only make all of them late. */
export class Crowded extends Error {
  readonly statusCode = 429

  constructor() {
    super(`${MOST_WAITING} requests of yours wait already; ask again when some of them were answered`)
  }
}

/** Nobody waits for the answer any more. */
export class Unwanted extends Error {
  readonly statusCode = 499

  constructor() {
    super('nobody waits for the answer any more')
  }
}

interface Asker {
  underWay: number
  /** Works that have not begun. */
  readonly waiting: (() => void)[]
  /** Works that wait for their next turn. */
  readonly turns: (() => void)[]
}

export interface TurnParts {
  readonly monotonic: () => number
  /** Runs in the next turn of the event loop. */
  readonly soon: (run: () => void) => void
}

/**
 * Shares the event loop among those who ask for long work. A turn of the loop does one slice of one work, the askers
 * take turns, and everything else comes in between: ten long requests of one address neither add up to one long turn
 * nor keep another address waiting ten times as long.
 */
export class Turns {
  readonly #parts: TurnParts
  /** In the order in which they are next. */
  readonly #askers = new Map<string, Asker>()
  #isAwake = false

  constructor(parts: TurnParts) {
    this.#parts = parts
  }

  /**
   * Does a work, slice by slice. `begin` is called when it is its turn to begin. Rejects with `Crowded` when too much
   * of this asker waits, and with `Unwanted` when `isWanted` says so between two slices.
   */
  async run<T>(who: string, begin: () => Steps<T>, isWanted: () => boolean = always): Promise<T> {
    const waited = this.#begin(who)
    if (waited !== undefined) await waited
    try {
      // Whoever waited begins in a turn of his own.
      if (waited !== undefined) await this.next(who)
      if (!isWanted()) throw new Unwanted()
      return await this.through(who, begin(), isWanted)
    } finally {
      this.#end(who)
    }
  }

  /**
   * Does what nobody is refused, such as reading what was sent: in turns as well, only that none of it waits to begin.
   * What is short is done at once.
   */
  through<T>(who: string, steps: Steps<T>, isWanted: () => boolean = always): T | Promise<T> {
    const done = this.#slice(steps, FIRST_MS)
    return done === undefined ? this.#further(who, steps, isWanted) : done.value
  }

  async #further<T>(who: string, steps: Steps<T>, isWanted: () => boolean): Promise<T> {
    for (;;) {
      await this.next(who)
      if (!isWanted()) throw new Unwanted()
      const done = this.#slice(steps, SLICE_MS)
      if (done !== undefined) return done.value
    }
  }

  /** Undefined when more is left than has room in a turn. */
  #slice<T>(steps: Steps<T>, ms: number): IteratorReturnResult<T> | undefined {
    const until = this.#parts.monotonic() + ms
    do {
      const next = steps.next()
      if (next.done === true) return next
    } while (this.#parts.monotonic() < until)
    return undefined
  }

  /** Resolves when this asker has the next turn of the loop. */
  next(who: string): Promise<void> {
    return new Promise((resolve) => {
      this.#asker(who).turns.push(resolve)
      this.#wake()
    })
  }

  #begin(who: string): Promise<void> | undefined {
    const asker = this.#asker(who)
    if (asker.underWay < AT_ONCE) {
      asker.underWay++
      return undefined
    }
    if (asker.waiting.length >= MOST_WAITING) throw new Crowded()
    // Whoever ends hands his place on.
    return new Promise((resolve) => asker.waiting.push(resolve))
  }

  #end(who: string): void {
    const asker = this.#asker(who)
    const next = asker.waiting.shift()
    if (next !== undefined) return next()
    asker.underWay--
    this.#forgetIdle(who, asker)
  }

  #wake(): void {
    if (this.#isAwake) return
    this.#isAwake = true
    this.#parts.soon(() => {
      this.#isAwake = false
      for (const [who, asker] of this.#askers) {
        const run = asker.turns.shift()
        if (run === undefined) continue
        // To the end of the row.
        this.#askers.delete(who)
        this.#askers.set(who, asker)
        this.#forgetIdle(who, asker)
        run()
        break
      }
      if ([...this.#askers.values()].some(({ turns }) => turns.length > 0)) this.#wake()
    })
  }

  #asker(who: string): Asker {
    let asker = this.#askers.get(who)
    if (asker === undefined) {
      asker = { underWay: 0, waiting: [], turns: [] }
      this.#askers.set(who, asker)
    }
    return asker
  }

  #forgetIdle(who: string, { underWay, waiting, turns }: Asker): void {
    if (underWay === 0 && waiting.length === 0 && turns.length === 0) this.#askers.delete(who)
  }
}

function always(): boolean {
  return true
}
