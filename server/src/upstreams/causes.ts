/** Silences whose requests are known; an older one is written again without its request's id. */
const REMEMBERED = 1_000

/** By which requests silences were last changed here, so that the requests to upstreams that follow carry the same id. */
export class Causes {
  readonly #requests = new Map<string, string>()

  note(silences: readonly string[], request: string | undefined): void {
    if (request === undefined) return
    for (const id of silences) {
      this.#requests.delete(id)
      this.#requests.set(id, request)
      if (this.#requests.size <= REMEMBERED) continue
      for (const [oldest] of this.#requests.entries().take(1)) this.#requests.delete(oldest)
    }
  }

  of(silence: string): string | undefined {
    return this.#requests.get(silence)
  }
}
