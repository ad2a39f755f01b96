import type { Clock, Timers } from '../../../server/src/ground/clock.ts'

interface Due {
  at: number
  readonly every: number | undefined
  readonly run: () => void
}

/** A clock and its timers, moved by hand: nothing happens by itself, so no test waits or races. */
export class HandClock implements Clock, Timers {
  #wall: number
  #monotonic = 0
  readonly #due = new Set<Due>()

  constructor(start = Date.UTC(2026, 0, 5, 3, 0, 0)) {
    this.#wall = start
  }

  readonly now = (): number => this.#wall
  readonly monotonic = (): number => this.#monotonic

  readonly every = (ms: number, run: () => void): (() => void) =>
    this.#add({ at: this.#monotonic + ms, every: ms, run })
  readonly after = (ms: number, run: () => void): (() => void) =>
    this.#add({ at: this.#monotonic + ms, every: undefined, run })

  /** How many timers are set. */
  get waiting(): number {
    return this.#due.size
  }

  /** Lets time pass, a second (or `most`) at a time; `settle` waits after each until what was started has been done. */
  async pass(ms: number, settle: () => Promise<unknown>, most = 1000): Promise<void> {
    for (let left = ms; left > 0; left -= most) {
      const step = Math.min(left, most)
      this.#wall += step
      this.#monotonic += step
      this.#fire()
      await settle()
    }
  }

  /** The wall clock jumps; monotonic time does not. */
  jump(ms: number): void {
    this.#wall += ms
  }

  /** The machine sleeps: both clocks go on, and no timer runs. */
  sleep(ms: number): void {
    this.#wall += ms
    this.#monotonic += ms
  }

  /** The process that set the timers is gone, without a word. */
  stop(): void {
    this.#due.clear()
  }

  #add(due: Due): () => void {
    this.#due.add(due)
    return () => this.#due.delete(due)
  }

  #fire(): void {
    for (const due of [...this.#due]) {
      if (due.at > this.#monotonic || !this.#due.has(due)) continue
      if (due.every === undefined) this.#due.delete(due)
      else due.at += due.every
      due.run()
    }
  }
}
