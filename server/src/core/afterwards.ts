import type { Writing } from '../ledger/follow-ups.ts'
import type { Spread } from '../ledger/spread.ts'
import { NotStored } from '../ledger/writer.ts'

/**
 * What follows for more alerts than one group may hold, done in groups of its own while others come in between. It is
 * in memory only: a start looks after what was left (`mendSilenced`).
 */
export class Afterwards {
  readonly #write: Writing['do']
  readonly #onFailed: (error: unknown) => void
  readonly #left = new Map<string, Spread>()
  #running: Promise<void> | undefined

  constructor(write: Writing['do'], onFailed: (error: unknown) => void) {
    this.#write = write
    this.#onFailed = onFailed
  }

  /** What a group left. */
  take(later: ReadonlyMap<string, Spread>): void {
    for (const [key, spread] of later) this.#left.set(key, spread)
    this.go()
  }

  /** Goes on with what is left, also after the store could not be written. */
  go(): void {
    if (this.#left.size === 0 || this.#running !== undefined) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when nothing is left that can be done now. */
  async done(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    for (const [key, spread] of this.#left) {
      this.#left.delete(key)
      try {
        // What it leaves comes back by `take` when it is committed.
        await this.#write((stage) => stage.spread(spread))
      } catch (error) {
        if (!this.#left.has(key)) this.#left.set(key, spread)
        if (!(error instanceof NotStored) || error.reason === 'bug') {
          this.#left.delete(key)
          this.#onFailed(error)
        }
        return
      }
    }
  }
}
