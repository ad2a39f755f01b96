/** A connection, as far as its queue goes. */
export interface Queued {
  /** Bytes that wait in it now. */
  readonly queued: number
  /** What of them is in the sum; the sum's own. */
  counted: number
  /** It is being ended already, and takes no more. */
  readonly isEnding: boolean
}

/** What is left once it was too much: not the same again with the next write. */
const LEFT = 0.9
/** Within the last part of the room everything is counted anew only when it has grown by so much. */
const STEP = 0.01

/**
 * About how many bytes wait in all connections. A write says how long its queue is now; what the system takes in between is
 * said late. So the sum is never too low, costs the same for ten readers as for ten
 * thousand, and is counted exactly before anybody is cut for it.
 */
export class QueueTotal<T extends Queued> {
  readonly #most: number
  readonly #all: () => Iterable<T>
  readonly #cut: (one: T) => void
  #sum = 0
  #lookAt: number

  /** Beyond `most` bytes the longest queues are cut first. */
  constructor(most: number, all: () => Iterable<T>, cut: (one: T) => void) {
    this.#most = most
    this.#all = all
    this.#cut = cut
    this.#lookAt = most
  }

  /** The queue of this connection may have another length. */
  changed(one: T): void {
    const { queued } = one
    this.#sum += queued - one.counted
    one.counted = queued
    if (this.#sum > this.#lookAt) this.#look()
  }

  /** It is gone, with what waited in it. */
  gone(one: T): void {
    this.#sum -= one.counted
    one.counted = 0
  }

  #look(): void {
    const queues: { readonly one: T; readonly queued: number }[] = []
    this.#sum = 0
    for (const one of this.#all()) {
      const { queued } = one
      one.counted = queued
      this.#sum += queued
      // What is being ended is on its way out.
      if (!one.isEnding && queued > 0) queues.push({ one, queued })
    }
    let waiting = queues.reduce((sum, { queued }) => sum + queued, 0)
    if (waiting > this.#most) {
      queues.sort((a, b) => b.queued - a.queued)
      for (const { one, queued } of queues) {
        if (waiting <= this.#most * LEFT) break
        waiting -= queued
        this.#cut(one)
      }
    }
    this.#lookAt = Math.max(this.#most, this.#sum + this.#most * STEP)
  }
}
