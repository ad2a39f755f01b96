import type { Millis } from '@watchfloor/contract'

const BUCKET_MS = 1_000

/**
 * Who has to be looked at when: keys by the second they fall due in. Rescheduling is one map write; what an old
 * bucket still holds is skipped when its second comes.
 */
export class Agenda {
  readonly #due = new Map<string, number>()
  readonly #buckets = new Map<number, string[]>()
  #reached: number

  constructor(now: Millis) {
    this.#reached = Math.floor(now / BUCKET_MS) - 1
  }

  schedule(key: string, at: Millis): void {
    const bucket = Math.max(Math.ceil(at / BUCKET_MS), this.#reached + 1)
    if (this.#due.get(key) === bucket) return
    this.#due.set(key, bucket)
    const keys = this.#buckets.get(bucket)
    if (keys === undefined) this.#buckets.set(bucket, [key])
    else keys.push(key)
  }

  remove(key: string): void {
    this.#due.delete(key)
  }

  /** Takes out every key that is due at `now`. */
  take(now: Millis): readonly string[] {
    const current = Math.floor(now / BUCKET_MS)
    if (current < this.#reached) return this.#startOver(current)
    const span = current - this.#reached
    const buckets =
      span > this.#buckets.size
        ? [...this.#buckets.keys()].filter((bucket) => bucket <= current)
        : Array.from({ length: Math.max(span, 0) }, (_, i) => this.#reached + 1 + i)
    this.#reached = current
    const taken: string[] = []
    for (const bucket of buckets) {
      for (const key of this.#buckets.get(bucket) ?? []) {
        if (this.#due.get(key) !== bucket) continue
        this.#due.delete(key)
        taken.push(key)
      }
      this.#buckets.delete(bucket)
    }
    return taken
  }

  /** The clock was set back: what was planned by the old one is all looked at, and planned anew. */
  #startOver(current: number): readonly string[] {
    const all = [...this.#due.keys()]
    this.#due.clear()
    this.#buckets.clear()
    this.#reached = current
    return all
  }
}
