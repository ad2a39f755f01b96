import type { Millis } from '@watchfloor/contract'

const BUCKET_MS = 1_000

/** What an agenda has to look at. Whoever plans something keeps this, so that it is found without a look-up. */
export interface Planned {
  readonly key: string
  /** The second that it falls due in; the agenda's own. */
  due: number
}

/** Not to be looked at. */
export const NEVER = -1

/** So many entries are no reason to look for those that do not count any more. */
const FEW_ENTRIES = 1_024

/**
 * Who has to be looked at when, by the second they fall due in. Rescheduling is one entry more; what an old bucket
 * still holds is skipped when its second comes, and swept out when there is more of it than of what counts.
 */
export class Agenda {
  readonly #buckets = new Map<number, Planned[]>()
  #reached: number
  #entries = 0
  #mostEntries = FEW_ENTRIES

  constructor(now: Millis) {
    this.#reached = Math.floor(now / BUCKET_MS) - 1
  }

  /** How much it holds, what does not count any more included. */
  get entries(): number {
    return this.#entries
  }

  /** One that is never to be looked at again is `due` at `NEVER`. */
  schedule(planned: Planned, at: Millis): void {
    const bucket = Math.max(Math.ceil(at / BUCKET_MS), this.#reached + 1)
    if (planned.due === bucket) return
    planned.due = bucket
    const entries = this.#buckets.get(bucket)
    if (entries === undefined) this.#buckets.set(bucket, [planned])
    else entries.push(planned)
    if (++this.#entries > this.#mostEntries) this.#sweep()
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
    return this.#takeOut(buckets)
  }

  /** The clock was set back: what was planned by the old one is all looked at, and planned anew. */
  #startOver(current: number): readonly string[] {
    this.#reached = current
    return this.#takeOut([...this.#buckets.keys()])
  }

  #takeOut(buckets: readonly number[]): readonly string[] {
    const taken: string[] = []
    for (const bucket of buckets) {
      const entries = this.#buckets.get(bucket)
      if (entries === undefined) continue
      for (const planned of entries) {
        if (planned.due !== bucket) continue
        planned.due = NEVER
        taken.push(planned.key)
      }
      this.#buckets.delete(bucket)
      this.#entries -= entries.length
    }
    return taken
  }

  /** Leaves each of what is planned once: who reschedules again and again must not fill the memory until it is due. */
  #sweep(): void {
    this.#entries = 0
    for (const [bucket, entries] of this.#buckets) {
      const counting = [...new Set(entries)].filter(({ due }) => due === bucket)
      if (counting.length === 0) this.#buckets.delete(bucket)
      else this.#buckets.set(bucket, counting)
      this.#entries += counting.length
    }
    this.#mostEntries = FEW_ENTRIES + 2 * this.#entries
  }
}
