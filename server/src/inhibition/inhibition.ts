import type { AlertRecord } from '../alerts/record.ts'
import { equalKey, isSource, isTarget } from './inhibit-rule.ts'
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
    const { labels } = record
    return this.committed.rules.flatMap((rule, number) => {
      if (!isTarget(rule, labels)) return []
      const key = equalKey(rule, labels)
      const isOnBothSides = isSource(rule, labels)
      const inhibits = (fingerprint: string): boolean => {
        const other = this.#recordOf(fingerprint)
        if (other?.status !== 'firing' || fingerprint === record.fingerprint) return false
        return !(isOnBothSides && isTarget(rule, other.labels))
      }
      const known = record.inhibitedBy.find((one) => one.rule === rule.name)
      let found: string | undefined
      for (const fingerprint of this.#sources(number, key)) {
        if (!inhibits(fingerprint)) continue
        found ??= fingerprint
        if (known === undefined || fingerprint === known.fingerprint) {
          found = fingerprint
          break
        }
      }
      return found === undefined ? [] : [{ fingerprint: found, rule: rule.name }]
    })
  }

  /** Firing alerts that this one inhibits, or did while it fired. */
  *touchedBy(record: AlertRecord): Generator<AlertRecord> {
    for (const [number, rule] of this.committed.rules.entries()) {
      if (!isSource(rule, record.labels)) continue
      const key = equalKey(rule, record.labels)
      for (const fingerprint of new Set([
        ...this.committed.targets(number, key),
        ...this.#opened.targets(number, key),
      ])) {
        const target = this.#recordOf(fingerprint)
        if (target?.status === 'firing' && fingerprint !== record.fingerprint) yield target
      }
    }
  }

  *#sources(rule: number, key: string): Generator<string> {
    yield* this.committed.sources(rule, key)
    yield* this.#opened.sources(rule, key)
  }
}

export function sameInhibitors(a: Inhibitors, b: Inhibitors): boolean {
  return (
    a.length === b.length &&
    a.every(({ fingerprint, rule }, n) => fingerprint === b[n]?.fingerprint && rule === b[n]?.rule)
  )
}
