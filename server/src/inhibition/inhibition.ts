import type { LabelSet } from '@watchfloor/contract'
import { type AlertRecord, NONE } from '../alerts/record.ts'
import { equalKey, type InhibitRule, isSource, isTarget } from './inhibit-rule.ts'
import { InhibitionIndex } from './inhibition-index.ts'

type Inhibitors = AlertRecord['inhibitedBy']

/** What one group's work knows of inhibition: the committed index, and what this group lays over it (S13). */
export class Inhibition {
  /** The index that this was built on. */
  readonly committed: InhibitionIndex
  /** Alerts whose lives this group opened. */
  readonly #opened: InhibitionIndex
  readonly #recordOf: (fingerprint: string) => AlertRecord | undefined

  /** `recordOf` gives an alert as this group has it. */
  constructor(committed: InhibitionIndex, recordOf: (fingerprint: string) => AlertRecord | undefined) {
    this.committed = committed
    this.#opened = new InhibitionIndex(committed.rules)
    this.#recordOf = recordOf
  }

  /** A life begins: from now on it may inhibit, and be inhibited. */
  open(record: AlertRecord): void {
    this.#opened.add(record.fingerprint, record.labels)
  }

  /**
   * Who inhibits it, one for each rule, with Alertmanager's exception: an alert that is on both sides of a rule is
   * not inhibited by another one that is. Who inhibits it already goes on doing so.
   */
  inhibitorsOf(record: AlertRecord): Inhibitors {
    const { rules } = this.committed
    let inhibitors: Inhibitors[number][] | undefined
    for (let number = 0; number < rules.length; number++) {
      const rule = rules[number] as InhibitRule
      const fingerprint = isTarget(rule, record.labels) ? this.#inhibitorBy(number, rule, record) : undefined
      if (fingerprint === undefined) continue
      inhibitors ??= []
      inhibitors.push({ fingerprint, rule: rule.name })
    }
    return inhibitors ?? NONE
  }

  #inhibitorBy(number: number, rule: InhibitRule, record: AlertRecord): string | undefined {
    const { labels } = record
    const key = equalKey(rule, labels)
    // An alert on both sides of a rule is not inhibited by another one that is.
    const withBoth = !isSource(rule, labels)
    const inhibits = (fingerprint: string): boolean => {
      const other = fingerprint === record.fingerprint ? undefined : this.#recordOf(fingerprint)
      if (other?.status !== 'firing') return false
      // Its level may have changed since it was put where it is found.
      return !other.levelled || standsAt(rule, key, other.labels, withBoth)
    }
    const known = record.inhibitedBy.find((one) => one.rule === rule.name)?.fingerprint
    if (known !== undefined && this.#isSource(number, key, known, withBoth) && inhibits(known)) return known
    return (
      this.committed.findSource(number, key, withBoth, inhibits) ??
      this.#opened.findSource(number, key, withBoth, inhibits)
    )
  }

  /** The rules that this alert is a source of, and its key in each: whoever stands there may be touched by it. */
  touchedBy({ labels }: AlertRecord): readonly (readonly [rule: number, key: string])[] {
    const { rules } = this.committed
    if (rules.length === 0) return NONE
    return rules.flatMap((rule, number) =>
      isSource(rule, labels) ? [[number, equalKey(rule, labels)] as const] : [],
    )
  }

  /** Alerts that a rule may inhibit. */
  *targets(rule: number, key: string): Generator<string> {
    yield* this.committed.targets(rule, key)
    yield* this.#opened.targets(rule, key)
  }

  #isSource(rule: number, key: string, fingerprint: string, withBoth: boolean): boolean {
    return (
      this.committed.hasSource(rule, key, fingerprint, withBoth) ||
      this.#opened.hasSource(rule, key, fingerprint, withBoth)
    )
  }
}

export function sameInhibitors(a: Inhibitors, b: Inhibitors): boolean {
  return (
    a.length === b.length &&
    a.every(({ fingerprint, rule }, n) => fingerprint === b[n]?.fingerprint && rule === b[n]?.rule)
  )
}

function standsAt(rule: InhibitRule, key: string, labels: LabelSet, withBoth: boolean): boolean {
  return isSource(rule, labels) && equalKey(rule, labels) === key && (withBoth || !isTarget(rule, labels))
}
