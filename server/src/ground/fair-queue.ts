import { Crowded } from './turns.ts'

/** Jobs of one asker that may wait. */
const MOST_WAITING = 100

/** Does few jobs at a time, and lets those who ask take turns: whoever asks for much waits behind himself. */
export class FairQueue {
  readonly #atOnce: number
  readonly #mostWaiting: number
  /** In the order in which they are next. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #underWay = 0

  constructor(atOnce: number, mostWaiting = MOST_WAITING) {
    this.#atOnce = atOnce
    this.#mostWaiting = mostWaiting
  }

  /** Rejects with `Crowded` when too many of this asker wait. */
  async run<T>(who: string, job: () => Promise<T>): Promise<T> {
    if (this.#underWay < this.#atOnce) this.#underWay++
    else await this.#place(who)
    try {
      return await job()
    } finally {
      this.#handOn()
    }
  }

  #place(who: string): Promise<void> {
    const waiting = this.#waiting.get(who) ?? []
    if (waiting.length >= this.#mostWaiting) throw new Crowded()
    this.#waiting.set(who, waiting)
    return new Promise((resolve) => waiting.push(resolve))
  }

  #handOn(): void {
    for (const [who, waiting] of this.#waiting) {
      this.#waiting.delete(who)
      const next = waiting.shift()
      if (waiting.length > 0) this.#waiting.set(who, waiting)
      if (next !== undefined) return next()
    }
    this.#underWay--
  }
}
