/** A request because of which upstreams are asked. */
export interface Cause {
  /** Its id. */
  readonly request: string
  /** The trace that it belongs to, as it said so (`traceparent`). */
  readonly trace?: string | undefined
}

/** Silences whose requests are known; an older one is written again without its request's id. */
const REMEMBERED = 1_000

/** By which requests silences were last changed here, so that the requests to upstreams that follow carry the same id and trace. */
export class Causes {
  readonly #requests = new Map<string, Cause>()

  note(silences: readonly string[], cause: Cause | undefined): void {
    if (cause === undefined) return
    for (const id of silences) {
      this.#requests.delete(id)
      this.#requests.set(id, cause)
      if (this.#requests.size <= REMEMBERED) continue
      for (const [oldest] of this.#requests.entries().take(1)) this.#requests.delete(oldest)
    }
  }

  of(silence: string): Cause | undefined {
    return this.#requests.get(silence)
  }
}
