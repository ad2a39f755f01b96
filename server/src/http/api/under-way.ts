import type { Actor } from '../../audit/actor.ts'

/** One request that takes a while. */
export interface Run {
  readonly isStopped: () => boolean
  readonly end: () => void
}

/** Requests that can be stopped while they are under way, each by whoever made it. */
export class UnderWay {
  readonly #runs = new Map<string, { stopped: boolean }>()

  /** Undefined when one of this name is under way. One without a name cannot be stopped. */
  begin(who: Actor, id: string | undefined): Run | undefined {
    if (id === undefined) return { isStopped: () => false, end: () => {} }
    const key = keyOf(who, id)
    if (this.#runs.has(key)) return undefined
    const run = { stopped: false }
    this.#runs.set(key, run)
    return { isStopped: () => run.stopped, end: () => this.#runs.delete(key) }
  }

  /** False when there is none. */
  stop(who: Actor, id: string): boolean {
    const run = this.#runs.get(keyOf(who, id))
    if (run !== undefined) run.stopped = true
    return run !== undefined
  }
}

/** Where nobody signs in, all are one: then an id that nobody guesses tells them apart. */
function keyOf({ credential }: Actor, id: string): string {
  return JSON.stringify([credential, id])
}
