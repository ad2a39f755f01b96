import type { LabelSet } from '@watchfloor/contract'
import { equalKey, type InhibitRule, isSource, isTarget } from './inhibit-rule.ts'

interface Sides {
  /** Fingerprints by the rule's `equalKey`. */
  readonly sources: Map<string, Set<string>>
  readonly targets: Map<string, Set<string>>
}

/** Alerts that may inhibit or be inhibited, found by rule and equal labels, so that a change touches only its own. */
export class InhibitionIndex {
  readonly rules: readonly InhibitRule[]
  readonly #sides: readonly Sides[]

  constructor(rules: readonly InhibitRule[]) {
    this.rules = rules
    this.#sides = rules.map(() => ({ sources: new Map(), targets: new Map() }))
  }

  /** Puts a firing alert in. */
  add(fingerprint: string, labels: LabelSet): void {
    for (const [rule, side] of this.#places(labels)) {
      const key = equalKey(rule, labels)
      const members = side.get(key)
      if (members === undefined) side.set(key, new Set([fingerprint]))
      else members.add(fingerprint)
    }
  }

  /** Takes it out again. */
  remove(fingerprint: string, labels: LabelSet): void {
    for (const [rule, side] of this.#places(labels)) {
      const key = equalKey(rule, labels)
      const members = side.get(key)
      members?.delete(fingerprint)
      if (members?.size === 0) side.delete(key)
    }
  }

  sources(rule: number, key: string): Iterable<string> {
    return this.#sides[rule]?.sources.get(key) ?? []
  }

  targets(rule: number, key: string): Iterable<string> {
    return this.#sides[rule]?.targets.get(key) ?? []
  }

  *#places(labels: LabelSet): Generator<[InhibitRule, Map<string, Set<string>>]> {
    for (const [number, rule] of this.rules.entries()) {
      const sides = this.#sides[number] as Sides
      if (isSource(rule, labels)) yield [rule, sides.sources]
      if (isTarget(rule, labels)) yield [rule, sides.targets]
    }
  }
}
