import type { Silence } from '@watchfloor/contract'
import { boundOf } from './ends-with.ts'

/** Silences by the alerts that they end with, so that an end touches only its own. */
export class EndsWithIndex {
  readonly #fingerprints = new Map<string, readonly string[]>()
  readonly #ids = new Map<string, Set<string>>()

  /** Takes a silence in, or again when it has changed. */
  put(silence: Pick<Silence, 'id'> & Partial<Pick<Silence, 'annotations'>>): void {
    this.remove(silence.id)
    const fingerprints = boundOf(silence).map(({ fingerprint }) => fingerprint)
    if (fingerprints.length === 0) return
    this.#fingerprints.set(silence.id, fingerprints)
    for (const fingerprint of fingerprints) {
      const ids = this.#ids.get(fingerprint)
      if (ids === undefined) this.#ids.set(fingerprint, new Set([silence.id]))
      else ids.add(silence.id)
    }
  }

  remove(id: string): void {
    for (const fingerprint of this.#fingerprints.get(id) ?? []) {
      const ids = this.#ids.get(fingerprint)
      ids?.delete(id)
      if (ids?.size === 0) this.#ids.delete(fingerprint)
    }
    this.#fingerprints.delete(id)
  }

  /** Ids of the silences that end with this alert, maybe among others. */
  endingWith(fingerprint: string): Iterable<string> {
    return this.#ids.get(fingerprint) ?? []
  }

  /** All that end with alerts. */
  all(): Iterable<string> {
    return this.#fingerprints.keys()
  }
}
