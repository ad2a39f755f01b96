import type { Silence } from '@watchfloor/contract'

type Annotated = Pick<Silence, 'id'> & Partial<Pick<Silence, 'annotations'>>

/** Silences by the alerts that they are bound to in some way, so that a change of an alert touches only its own. */
export class AlertBoundSilences {
  readonly #fingerprintsOf: (silence: Annotated) => readonly string[]
  readonly #fingerprints = new Map<string, readonly string[]>()
  readonly #ids = new Map<string, Set<string>>()

  /** `fingerprintsOf` says which alerts a silence is bound to. */
  constructor(fingerprintsOf: (silence: Annotated) => readonly string[]) {
    this.#fingerprintsOf = fingerprintsOf
  }

  /** Takes a silence in, or again when it has changed. */
  put(silence: Annotated): void {
    this.remove(silence.id)
    const fingerprints = this.#fingerprintsOf(silence)
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

  /** Ids of the silences that are bound to this alert, maybe among others. */
  of(fingerprint: string): Iterable<string> {
    return this.#ids.get(fingerprint) ?? []
  }

  /** Ids of all that are bound to an alert. */
  ids(): Iterable<string> {
    return this.#fingerprints.keys()
  }

  /** All alerts that silences are bound to. */
  all(): Iterable<string> {
    return this.#ids.keys()
  }
}
