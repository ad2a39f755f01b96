import { isGoingOn, type LabelSet, type Matcher } from '@watchfloor/contract'
import type { AlertRecord } from '../alerts/record.ts'
import { passesAll, type StepBudget, unlimited } from '../ground/budgeted.ts'
import { finish, type Steps } from '../ground/steps.ts'

/** The alerts of which some fire. */
export interface Alerts {
  readonly values: () => Iterable<Pick<AlertRecord, 'fingerprint' | 'labels' | 'status' | 'episode'>>
  /** Fingerprints of those that fire, or flap (S10). */
  readonly goingOn: () => Iterable<string>
}

/** Label names kept by value, the newest; matchers of further names look at every firing alert. */
const MOST_NAMES = 32
/**
 * Labels of the firing alerts, by value for those names that silences ask about. A name costs one walk through all
 * alerts when it is learnt, and little from then on; an expression is tried once for a value, not once for an alert.
 */
export class FiringLabels {
  readonly #alerts: Alerts
  #size = 0
  /** Name, then value, then fingerprints. */
  readonly #byName = new Map<string, Map<string, Set<string>>>()
  /** Those that are being learnt: not all alerts are in yet. */
  readonly #learning = new Map<string, Map<string, Set<string>>>()
  readonly #tables = [this.#byName, this.#learning]

  constructor(alerts: Alerts) {
    this.#alerts = alerts
  }

  get size(): number {
    return this.#size
  }

  add(fingerprint: string, labels: LabelSet): void {
    this.#size++
    for (const tables of this.#tables)
      for (const [name, values] of tables) put(values, name, fingerprint, labels)
  }

  /** One of those that a start left unread, before any name is learnt. */
  addUnread(): void {
    this.#size++
  }

  /** Of all of them, in no order. */
  fingerprints(): Iterable<string> {
    return this.#alerts.goingOn()
  }

  remove(fingerprint: string, labels: LabelSet): void {
    this.#size--
    for (const tables of this.#tables)
      for (const [name, values] of tables) drop(values, name, fingerprint, labels)
  }

  /** Fingerprints of all firing alerts that may pass all of these matchers; each still has to be asked. */
  candidates(matchers: readonly Matcher[]): Iterable<string> {
    return finish(this.candidatesInSteps(matchers, unlimited()))
  }

  /** The same in steps, for whoever asks with expressions of his own. No name is learnt for him. */
  *candidatesInSteps(matchers: readonly Matcher[], budget: StepBudget): Steps<Iterable<string>> {
    let fewest: ReadonlySet<string> | undefined
    let expression: { matcher: Matcher; values: ReadonlyMap<string, ReadonlySet<string>> } | undefined
    for (const matcher of matchers) {
      const values = this.#byName.get(matcher.name)
      // Alerts without the label stand under no value.
      if (values === undefined || (yield* passesAll([matcher], {}, budget))) continue
      if (matcher.operator === '=') {
        const found = values.get(matcher.value) ?? NONE
        if (fewest === undefined || found.size < fewest.size) fewest = found
      } else if (expression === undefined || values.size < expression.values.size) {
        expression = { matcher, values }
      }
    }
    if (fewest !== undefined) return fewest
    return expression === undefined
      ? this.#alerts.goingOn()
      : yield* passing(expression.matcher, expression.values, budget)
  }

  /** Learns the name that these matchers are best looked up by, for a silence that is to be. */
  *learn(matchers: readonly Matcher[]): Steps<void> {
    const usable = matchers.filter((matcher) => matcher.size === 0 && !matcher.matches({}))
    const best = usable.find(({ operator }) => operator === '=') ?? matchers.find(({ size }) => size > 0)
    if (best === undefined || this.#byName.has(best.name)) return
    const values = new Map<string, Set<string>>()
    // What begins and ends to fire meanwhile is put in and taken out as everywhere.
    this.#learning.set(best.name, values)
    try {
      for (const alert of this.#alerts.values()) {
        if (isGoingOn(alert)) put(values, best.name, alert.fingerprint, alert.labels)
        yield
      }
      const [oldest] = this.#byName.keys()
      if (this.#byName.size >= MOST_NAMES && oldest !== undefined) this.#byName.delete(oldest)
      this.#byName.set(best.name, values)
    } finally {
      this.#learning.delete(best.name)
    }
  }
}

const NONE: ReadonlySet<string> = new Set()

function* passing(
  matcher: Matcher,
  values: ReadonlyMap<string, ReadonlySet<string>>,
  budget: StepBudget,
): Steps<Iterable<string>> {
  const found: ReadonlySet<string>[] = []
  for (const [value, fingerprints] of values) {
    if (yield* passesAll([matcher], { [matcher.name]: value }, budget)) found.push(fingerprints)
    yield
  }
  return each(found)
}

function* each(sets: readonly ReadonlySet<string>[]): Generator<string> {
  for (const set of sets) yield* set
}

function put(values: Map<string, Set<string>>, name: string, fingerprint: string, labels: LabelSet): void {
  if (!Object.hasOwn(labels, name)) return
  const value = labels[name] as string
  const fingerprints = values.get(value)
  if (fingerprints === undefined) values.set(value, new Set([fingerprint]))
  else fingerprints.add(fingerprint)
}

function drop(values: Map<string, Set<string>>, name: string, fingerprint: string, labels: LabelSet): void {
  if (!Object.hasOwn(labels, name)) return
  const value = labels[name] as string
  const fingerprints = values.get(value)
  fingerprints?.delete(fingerprint)
  if (fingerprints?.size === 0) values.delete(value)
}
