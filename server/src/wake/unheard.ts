import type { Millis } from '@watchfloor/contract'

/** Another server that is there, as the database knows. */
export interface Peer {
  readonly id: string
  readonly name: string
}

/** Longer than one that vanished stays known, and than one that starts needs to be heard. */
const PATIENCE: Millis = 10_000

/** Servers that are there and are not heard: they speak somewhere else, or reach nothing to speak by. */
export class Unheard {
  /** Since when, by id. */
  #missing = new Map<string, Millis>()

  /** Names of those that were not heard for long. */
  look(peers: readonly Peer[], heard: ReadonlyMap<string, unknown>, now: Millis): readonly string[] {
    const missing = peers.filter(({ id }) => !heard.has(id))
    this.#missing = new Map(missing.map(({ id }) => [id, this.#missing.get(id) ?? now]))
    return missing
      .filter(({ id }) => now - (this.#missing.get(id) ?? now) >= PATIENCE)
      .map(({ name }) => name)
      .toSorted()
  }
}
