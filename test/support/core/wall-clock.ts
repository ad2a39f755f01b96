import type { Clock } from '../../../server/src/ground/clock.ts'

/** A clock for replaying what happened at another time: it stands still until it is set. */
export class WallClock implements Clock {
  #now: number
  readonly #start: number

  constructor(start: string) {
    this.#now = Date.parse(start)
    this.#start = this.#now
  }

  readonly now = (): number => this.#now
  readonly monotonic = (): number => this.#now - this.#start

  set(time: string): void {
    this.#now = Date.parse(time)
  }
}
