import { type LabelSet, type Matcher, matchesAll, type Silence } from '@watchfloor/contract'
import { compiledMatchers } from './silence-rules.ts'

/** Compiled matchers per silence, made once: a silence's matchers never change under its id. */
export class SilenceIndex {
  readonly #compiled = new Map<string, readonly Matcher[]>()

  matches(silence: Silence, labels: LabelSet): boolean {
    let matchers = this.#compiled.get(silence.id)
    if (matchers === undefined) {
      matchers = compiledMatchers(silence)
      this.#compiled.set(silence.id, matchers)
    }
    return matchesAll(matchers, labels)
  }

  forget(id: string): void {
    this.#compiled.delete(id)
  }
}
