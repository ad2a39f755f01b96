import type { CompiledFilter, LoggedEvent } from '@watchfloor/contract'
import { hasExpressions } from './select.ts'

/** A poll that waits for something that passes its filter. */
export interface Waiter {
  readonly filter: CompiledFilter
  readonly wake: () => void
}

/** Waiting polls by filter, so that each filter is tested once. */
export class Waiters {
  readonly #byFilter = new Map<string, Set<Waiter>>()

  /** Returns the way to stop waiting. */
  add(waiter: Waiter): () => void {
    const { key } = waiter.filter
    const waiters = this.#byFilter.get(key) ?? new Set()
    this.#byFilter.set(key, waiters.add(waiter))
    return () => {
      waiters.delete(waiter)
      if (waiters.size === 0 && this.#byFilter.get(key) === waiters) this.#byFilter.delete(key)
    }
  }

  get size(): number {
    return this.#byFilter.values().reduce((sum, waiters) => sum + waiters.size, 0)
  }

  /** Wakes those for whom there may be something in the batch; expressions are tried at the pace of whoever asks. */
  wake(batch: readonly LoggedEvent[]): void {
    for (const waiters of [...this.#byFilter.values()]) {
      const [some] = waiters
      if (some === undefined || !batch.some((event) => mayPass(some.filter, event))) continue
      for (const waiter of [...waiters]) waiter.wake()
    }
  }

  wakeAll(): void {
    for (const waiters of [...this.#byFilter.values()]) for (const waiter of [...waiters]) waiter.wake()
  }
}

function mayPass(filter: CompiledFilter, event: LoggedEvent): boolean {
  return hasExpressions(filter) ? filter.admits(event) : filter.passes(event)
}
