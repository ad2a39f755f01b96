import { NotStored } from '../ledger/command.ts'
import type { Writing } from '../ledger/follow-ups.ts'
import type { Spread } from '../ledger/spread.ts'

/** Alerts that are looked at in one command, an event each at most: whoever comes in between waits for no more. */
const PIECE = 250

/** What is left of a cause: of a list, from here on. */
interface Left extends Spread {
  readonly at: number
}

/** Pieces under way: while one is being written the next is staged over it. More of them make whoever comes between wait longer. */
const AT_ONCE = 2

/**
 * What follows for more alerts than one group may hold, done in pieces while others come in between; what is left of
 * several causes takes turns. It is in memory only: a start looks after what was left (`mendSilenced`), and so does the
 * server on duty when one that it shares the store with is gone.
 */
export class Afterwards {
  readonly #write: Writing['do']
  readonly #onFailed: (error: unknown) => void
  /** In the order in which they are next. */
  readonly #left = new Map<string, Left>()
  #running: Promise<void> | undefined

  constructor(write: Writing['do'], onFailed: (error: unknown) => void) {
    this.#write = write
    this.#onFailed = onFailed
  }

  /** What a group left. It covers what was left of the same key. */
  take(later: ReadonlyMap<string, Spread>): void {
    for (const [key, spread] of later) this.#left.set(key, { ...spread, at: 0 })
    this.go()
  }

  /** Goes on with what is left, also after the store could not be written. */
  go(): void {
    if (this.#left.size === 0 || this.#running !== undefined) return
    this.#running = this.#run().then((isStored) => {
      this.#running = undefined
      if (isStored) this.go()
    })
  }

  /** Resolves when nothing is left that can be done now. */
  async done(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Goes on while there is anything left; false when it could not be stored. */
  async #run(): Promise<boolean> {
    const underWay: Promise<boolean>[] = []
    for (;;) {
      const [next] = this.#left.values()
      if (next !== undefined) {
        this.#left.delete(next.key)
        underWay.push(this.#goOnWith(next))
      }
      const oldest = next === undefined || underWay.length === AT_ONCE ? underWay.shift() : undefined
      if (oldest !== undefined && !(await oldest)) {
        await Promise.all(underWay)
        return false
      }
      // What was being looked for may be found by now.
      if (next === undefined && underWay.length === 0 && this.#left.size === 0) return true
      // Each is staged in a turn of the loop of its own.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async #goOnWith(spread: Left): Promise<boolean> {
    const { of, at, effect } = spread
    if (typeof of === 'function') {
      const find = async (): Promise<void> =>
        this.#leave({ ...spread, of: await this.#write((stage) => [...of(stage)]) })
      return this.#tried(spread, find)
    }
    // A list is never copied for a piece of it: it may be of a hundred thousand.
    const piece = of.slice(at, at + PIECE)
    if (at + PIECE < of.length) this.#leave({ ...spread, at: at + PIECE })
    return this.#tried({ ...spread, of: piece, at: 0 }, () =>
      this.#write((stage) => {
        for (const fingerprint of piece) effect(stage, fingerprint)
      }),
    )
  }

  /** False when it could not be stored: then it is left again. */
  async #tried(spread: Left, work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (error instanceof NotStored && error.reason !== 'bug') {
        this.#leave(spread)
        return false
      }
      this.#left.delete(spread.key)
      this.#onFailed(error)
      return true
    }
  }

  /** To the end of the row, with what else of it is left; what a group left since then covers it. */
  #leave(spread: Left): void {
    const also = this.#left.get(spread.key)
    if (also === undefined) this.#left.set(spread.key, spread)
    else if (typeof also.of !== 'function' && typeof spread.of !== 'function')
      this.#left.set(spread.key, {
        ...spread,
        of: [...also.of.slice(also.at), ...spread.of.slice(spread.at)],
        at: 0,
      })
    else if (typeof spread.of === 'function') this.#left.set(spread.key, spread)
  }
}
