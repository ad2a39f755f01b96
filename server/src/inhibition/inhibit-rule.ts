import { type LabelSet, type Matcher, matchesAll } from '@watchfloor/contract'

/** One of Alertmanager's `inhibit_rules`: while a source fires, its targets are inhibited. */
export interface InhibitRule {
  /** What people are shown: its name, or its matchers. */
  readonly name: string
  readonly source: readonly Matcher[]
  readonly target: readonly Matcher[]
  /** Labels whose values must be the same in both; a missing one is empty, so that both missing are equal. */
  readonly equal: readonly string[]
}

export function isSource(rule: InhibitRule, labels: LabelSet): boolean {
  return matchesAll(rule.source, labels)
}

export function isTarget(rule: InhibitRule, labels: LabelSet): boolean {
  return matchesAll(rule.target, labels)
}

/** The values of the labels that must be equal, as one text: each after its length, so that no two sets look alike. */
export function equalKey({ equal }: InhibitRule, labels: LabelSet): string {
  let key = ''
  for (const name of equal) {
    const value = Object.hasOwn(labels, name) ? (labels[name] as string) : ''
    key += `${value.length}:${value}`
  }
  return key
}
