import type { Millis } from '@watchfloor/contract'

/** Longer than a few beats: a server that is heard no more has nothing to say. */
export const KEPT_FOR: Millis = 6_000
/** More servers than anybody runs; what claims to be more is noise. */
const MOST_SERVERS = 100

/** The newest word of each of the other servers (class B): of what a server says only the last counts, and not for long. */
export class Carried {
  readonly #words = new Map<string, { readonly text: string; readonly at: Millis }>()

  hear(node: string, text: string, now: Millis): void {
    this.#forget(now)
    if (this.#words.size < MOST_SERVERS || this.#words.has(node)) this.#words.set(node, { text, at: now })
  }

  /** By the server's id. */
  all(now: Millis): ReadonlyMap<string, string> {
    this.#forget(now)
    return new Map([...this.#words].map(([node, { text }]) => [node, text]))
  }

  #forget(now: Millis): void {
    for (const [node, { at }] of this.#words) if (now - at >= KEPT_FOR) this.#words.delete(node)
  }
}
