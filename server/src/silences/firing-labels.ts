import type { LabelSet, Matcher } from '@watchfloor/contract'

/** Label names kept by value; matchers of further names look at every firing alert. */
const MOST_NAMES = 32

/**
 * Labels of the firing alerts, by value for those names that silences ask about. A name costs one walk through all
 * alerts when it is first asked for, and little from then on; an expression is tried once for a value, not once
 * for an alert.
 */
export class FiringLabels {
  readonly #alerts = new Map<string, LabelSet>()
  /** Name, then value, then fingerprints. */
  readonly #byName = new Map<string, Map<string, Set<string>>>()

  get size(): number {
    return this.#alerts.size
  }

  has(fingerprint: string): boolean {
    return this.#alerts.has(fingerprint)
  }

  add(fingerprint: string, labels: LabelSet): void {
    this.#alerts.set(fingerprint, labels)
    for (const [name, values] of this.#byName) put(values, name, fingerprint, labels)
  }

  remove(fingerprint: string): void {
    const labels = this.#alerts.get(fingerprint)
    if (labels === undefined) return
    this.#alerts.delete(fingerprint)
    for (const [name, values] of this.#byName) {
      if (!Object.hasOwn(labels, name)) continue
      const value = labels[name] as string
      const fingerprints = values.get(value)
      fingerprints?.delete(fingerprint)
      if (fingerprints?.size === 0) values.delete(value)
    }
  }

  /** Fingerprints of all firing alerts that may pass all of these matchers; each still has to be asked. */
  candidates(matchers: readonly Matcher[]): Iterable<string> {
    let fewest: ReadonlySet<string> | undefined
    let expression: { matcher: Matcher; values: ReadonlyMap<string, ReadonlySet<string>> } | undefined
    for (const matcher of matchers) {
      // Alerts without the label stand under no value.
      if (matcher.matches({})) continue
      const values = this.#values(matcher.name)
      if (values === undefined) continue
      if (matcher.operator === '=') {
        const found = values.get(matcher.value) ?? NONE
        if (fewest === undefined || found.size < fewest.size) fewest = found
      } else if (expression === undefined || values.size < expression.values.size) {
        expression = { matcher, values }
      }
    }
    if (fewest !== undefined) return fewest
    return expression === undefined ? this.#alerts.keys() : passing(expression.matcher, expression.values)
  }

  #values(name: string): Map<string, Set<string>> | undefined {
    let values = this.#byName.get(name)
    if (values === undefined && this.#byName.size < MOST_NAMES) {
      values = new Map()
      for (const [fingerprint, labels] of this.#alerts) put(values, name, fingerprint, labels)
      this.#byName.set(name, values)
    }
    return values
  }
}

const NONE: ReadonlySet<string> = new Set()

function* passing(
  { name, matches }: Matcher,
  values: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<string> {
  for (const [value, fingerprints] of values) if (matches({ [name]: value })) yield* fingerprints
}

function put(values: Map<string, Set<string>>, name: string, fingerprint: string, labels: LabelSet): void {
  if (!Object.hasOwn(labels, name)) return
  const value = labels[name] as string
  const fingerprints = values.get(value)
  if (fingerprints === undefined) values.set(value, new Set([fingerprint]))
  else fingerprints.add(fingerprint)
}
