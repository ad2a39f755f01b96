/** Alerts by the silences that they list: what a silence hides is known without trying its matchers again. */
export class HiddenAlerts {
  readonly #bySilence = new Map<string, Set<string>>()

  of(id: string): ReadonlySet<string> {
    return this.#bySilence.get(id) ?? NONE
  }

  /** An alert lists other silences than before. */
  change(fingerprint: string, before: readonly string[], after: readonly string[]): void {
    if (before === after) return
    for (const id of before) {
      const fingerprints = this.#bySilence.get(id)
      fingerprints?.delete(fingerprint)
      if (fingerprints?.size === 0) this.#bySilence.delete(id)
    }
    for (const id of after) {
      const fingerprints = this.#bySilence.get(id)
      if (fingerprints === undefined) this.#bySilence.set(id, new Set([fingerprint]))
      else fingerprints.add(fingerprint)
    }
  }
}

const NONE: ReadonlySet<string> = new Set()
