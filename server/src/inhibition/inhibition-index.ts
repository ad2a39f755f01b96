import type { LabelSet } from '@watchfloor/contract'
import { equalKey, type InhibitRule, isSource, isTarget } from './inhibit-rule.ts'

/** Fingerprints by a rule's `equalKey`. */
type ByKey = Map<string, Set<string>>

interface Sides {
  /** Those that are no targets of the same rule. */
  readonly sources: ByKey
  readonly targets: ByKey
  /** Those on both sides: no inhibitors of each other. */
  readonly both: ByKey
}

/** Alerts that may inhibit or be inhibited, found by rule and equal labels, so that a change touches only its own. */
export class InhibitionIndex {
  readonly rules: readonly InhibitRule[]
  readonly #sides: readonly Sides[]

  constructor(rules: readonly InhibitRule[]) {
    this.rules = rules
    this.#sides = rules.map(() => ({ sources: new Map(), targets: new Map(), both: new Map() }))
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

  /** Sources of a rule; without those that are targets as well when they are asked for by one of them. */
  *sources(rule: number, key: string, withBoth: boolean): Generator<string> {
    yield* this.#sides[rule]?.sources.get(key) ?? NONE
    if (withBoth) yield* this.#sides[rule]?.both.get(key) ?? NONE
  }

  hasSource(rule: number, key: string, fingerprint: string, withBoth: boolean): boolean {
    const sides = this.#sides[rule]
    if (sides?.sources.get(key)?.has(fingerprint)) return true
    return withBoth && sides?.both.get(key)?.has(fingerprint) === true
  }

  *targets(rule: number, key: string): Generator<string> {
    yield* this.#sides[rule]?.targets.get(key) ?? NONE
    yield* this.#sides[rule]?.both.get(key) ?? NONE
  }

  *#places(labels: LabelSet): Generator<[InhibitRule, ByKey]> {
    for (const [number, rule] of this.rules.entries()) {
      const sides = this.#sides[number] as Sides
      const inhibits = isSource(rule, labels)
      const isInhibited = isTarget(rule, labels)
      if (inhibits && isInhibited) yield [rule, sides.both]
      else if (inhibits) yield [rule, sides.sources]
      else if (isInhibited) yield [rule, sides.targets]
    }
  }
}

const NONE: ReadonlySet<string> = new Set()
