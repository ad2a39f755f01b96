import type { Turns } from './slices.ts'

/** A turn of the event loop does replay work for about this long. */
const MOST_MS = 3

/** Spreads the work of catching up over turns of the event loop, first come first served. */
export class Pacer {
  readonly #turns: Turns
  #waiting: (() => void)[] = []
  #isRunning = false

  constructor(turns: Turns) {
    this.#turns = turns
  }

  /** Runs the job in a later turn. */
  add(job: () => void): void {
    this.#waiting.push(job)
    if (this.#isRunning) return
    this.#isRunning = true
    this.#turns.soon(() => this.#run())
  }

  #run(): void {
    const until = this.#turns.monotonic() + MOST_MS
    const jobs = this.#waiting
    this.#waiting = []
    let done = 0
    for (const job of jobs) {
      done++
      job()
      if (this.#turns.monotonic() >= until) break
    }
    if (done < jobs.length) this.#waiting = [...jobs.slice(done), ...this.#waiting]
    this.#isRunning = this.#waiting.length > 0
    if (this.#isRunning) this.#turns.soon(() => this.#run())
  }
}
