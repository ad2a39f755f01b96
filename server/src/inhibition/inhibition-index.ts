import type { LabelSet } from '@watchfloor/contract'
import type { Steps } from '../ground/steps.ts'
import { equalKey, type InhibitRule, isSource, isTarget } from './inhibit-rule.ts'

/** Fingerprints by a rule's `equalKey`. */
type ByKey = Map<string, Set<string>>

interface Placed {
  readonly fingerprint: string
  readonly labels: LabelSet
}

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
  /** What is to take its place: it is told of what changes meanwhile. */
  #heir: InhibitionIndex | undefined

  constructor(rules: readonly InhibitRule[]) {
    this.rules = rules
    this.#sides = rules.map(() => ({ sources: new Map(), targets: new Map(), both: new Map() }))
  }

  /** The index of the same alerts by other rules, in steps; what is put in and taken out from then on is there too. */
  *becoming(rules: readonly InhibitRule[], alerts: Iterable<Placed>): Steps<InhibitionIndex> {
    const heir = new InhibitionIndex(rules)
    this.#heir = heir
    for (const { fingerprint, labels } of alerts) {
      heir.add(fingerprint, labels)
      yield
    }
    return heir
  }

  /** Puts a firing alert in. */
  add(fingerprint: string, labels: LabelSet): void {
    this.#heir?.add(fingerprint, labels)
    for (let rule = 0; rule < this.rules.length; rule++) {
      const side = this.#sideOf(rule, labels)
      if (side === undefined) continue
      const key = equalKey(this.rules[rule] as InhibitRule, labels)
      const members = side.get(key)
      if (members === undefined) side.set(key, new Set([fingerprint]))
      else members.add(fingerprint)
    }
  }

  /** Takes it out again. */
  remove(fingerprint: string, labels: LabelSet): void {
    this.#heir?.remove(fingerprint, labels)
    for (let rule = 0; rule < this.rules.length; rule++) {
      const side = this.#sideOf(rule, labels)
      if (side === undefined) continue
      const key = equalKey(this.rules[rule] as InhibitRule, labels)
      const members = side.get(key)
      members?.delete(fingerprint)
      if (members?.size === 0) side.delete(key)
    }
  }

  /** The first source of a rule that passes; those that are targets as well are asked only `withBoth`. */
  findSource(
    rule: number,
    key: string,
    withBoth: boolean,
    passes: (fingerprint: string) => boolean,
  ): string | undefined {
    const sides = this.#sides[rule]
    for (const fingerprint of sides?.sources.get(key) ?? NONE) if (passes(fingerprint)) return fingerprint
    if (!withBoth) return undefined
    for (const fingerprint of sides?.both.get(key) ?? NONE) if (passes(fingerprint)) return fingerprint
    return undefined
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

  /** On which side of a rule these labels stand; undefined on none. */
  #sideOf(number: number, labels: LabelSet): ByKey | undefined {
    const rule = this.rules[number] as InhibitRule
    const sides = this.#sides[number] as Sides
    const isInhibited = isTarget(rule, labels)
    if (isSource(rule, labels)) return isInhibited ? sides.both : sides.sources
    return isInhibited ? sides.targets : undefined
  }
}

const NONE: ReadonlySet<string> = new Set()
