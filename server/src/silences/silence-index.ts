import {
  isAcknowledgement,
  type LabelSet,
  largest,
  type Matcher,
  matchesAll,
  type Silence,
} from '@watchfloor/contract'
import { NOTHING_STANDS, type Standing, standingOf } from '../ground/standing.ts'
import { markOf } from './acknowledgement-mark.ts'
import { AlertBoundSilences } from './alert-bound-silences.ts'
import { boundOf } from './ends-with.ts'
import { ExpressionIndex } from './expression-index.ts'
import { compiledMatchers } from './silence-rules.ts'
import { StandingSum } from './standing-sum.ts'

type Indexed = Pick<Silence, 'id' | 'matchers'> & Partial<Pick<Silence, 'annotations'>>

const NONE: readonly string[] = []

interface Key {
  readonly name: string
  readonly values: readonly string[]
}

/**
 * Silences by one label that an alert must have to be hidden by them, so that an alert is compared with few of
 * them: by its values, or by an expression for it. Those that name no such label are compared with every alert. A silence's matchers never change under its id.
 */
export class SilenceIndex {
  /** Compiled once; undefined when one of them no longer compiles. */
  readonly #compiled = new Map<string, readonly Matcher[] | undefined>()
  readonly #keys = new Map<string, Key>()
  /** Name, then value, then ids. */
  readonly #byLabel = new Map<string, Map<string, Set<string>>>()
  readonly #expressions = new ExpressionIndex()
  readonly #others = new Set<string>()
  /** Those that end with alerts. */
  readonly endings = new AlertBoundSilences((silence) =>
    boundOf(silence).map(({ fingerprint }) => fingerprint),
  )
  /** Those that stand for acknowledgements. */
  readonly acknowledging = new AlertBoundSilences((silence) => {
    const mark = markOf(silence)
    return mark === undefined ? [] : [mark.fingerprint]
  })
  readonly #broken = new Set<string>()
  readonly #standing = new StandingSum()
  readonly #standingOf = new WeakMap<Silence['matchers'], Standing>()

  /** Ids of all. */
  readonly #ids = new Set<string>()

  constructor(silences: Iterable<Indexed> = []) {
    for (const silence of silences) this.add(silence)
  }

  /** How many there are. */
  get size(): number {
    return this.#ids.size
  }

  add(silence: Indexed): void {
    this.#ids.add(silence.id)
    this.endings.put(silence)
    this.acknowledging.put(silence)
    // It stands for something else, and hides nothing.
    if (isAcknowledgement(silence)) return
    const { id } = silence
    if (this.#keys.has(id) || this.#expressions.has(id) || this.#others.has(id)) return
    const matchers = this.matchersOf(silence)
    if (matchers === undefined) this.#broken.add(silence.id)
    const key = this.#keyOf(matchers ?? [])
    if (key === undefined) {
      if (!this.#expressions.add(silence.id, matchers ?? [])) this.#others.add(silence.id)
      this.#standing.put(id, this.standingOf(silence), this.#expressions.foundBy(id))
      return
    }
    this.#standing.put(id, this.standingOf(silence), { by: `=${key.name}`, values: key.values })
    this.#keys.set(silence.id, key)
    const values = this.#byLabel.get(key.name) ?? new Map<string, Set<string>>()
    this.#byLabel.set(key.name, values)
    for (const value of key.values) {
      const ids = values.get(value)
      if (ids === undefined) values.set(value, new Set([silence.id]))
      else ids.add(silence.id)
    }
  }

  remove(id: string): void {
    this.#ids.delete(id)
    this.endings.remove(id)
    this.acknowledging.remove(id)
    this.#broken.delete(id)
    this.#compiled.delete(id)
    this.#others.delete(id)
    this.#expressions.remove(id)
    this.#standing.remove(id)
    const key = this.#keys.get(id)
    if (key === undefined) return
    this.#keys.delete(id)
    const values = this.#byLabel.get(key.name)
    for (const value of key.values) {
      const ids = values?.get(value)
      ids?.delete(id)
      if (ids?.size === 0) values?.delete(value)
    }
    if (values?.size === 0) this.#byLabel.delete(key.name)
  }

  /** What the expressions of all may cost one alert. */
  get standing(): Standing {
    return this.#standing.all
  }

  /** What those of one do; each is tried twice, once to find the silence. */
  standingOf(silence: Indexed): Standing {
    if (isAcknowledgement(silence)) return NOTHING_STANDS
    const known = this.#standingOf.get(silence.matchers)
    if (known !== undefined) return known
    // One that is not in yet may never be.
    const standing = standingOf(this.#compiled.get(silence.id) ?? compiledMatchers(silence) ?? [], 2)
    this.#standingOf.set(silence.matchers, standing)
    return standing
  }

  /** Ids of those that no longer compile. */
  get broken(): ReadonlySet<string> {
    return this.#broken
  }

  /** Ids of all silences that may hide these labels; each still has to be asked. */
  candidates(labels: LabelSet): readonly string[] {
    if (this.#ids.size === 0) return NONE
    const ids: string[] = []
    for (const [name, values] of this.#byLabel) {
      const found = Object.hasOwn(labels, name) ? values.get(labels[name] as string) : undefined
      if (found !== undefined) for (const id of found) ids.push(id)
    }
    this.#expressions.collect(labels, ids)
    for (const id of this.#others) ids.push(id)
    return ids
  }

  /**
   * A silence that no longer compiles hides nothing: without one of its matchers it would hide too much. Nor does one
   * that stands for an acknowledgement (S9).
   */
  matches(silence: Indexed, labels: LabelSet): boolean {
    if (isAcknowledgement(silence)) return false
    const matchers = this.matchersOf(silence)
    return matchers !== undefined && matchesAll(matchers, labels)
  }

  /** Undefined when one of them no longer compiles. */
  matchersOf(silence: Indexed): readonly Matcher[] | undefined {
    if (this.#compiled.has(silence.id)) return this.#compiled.get(silence.id)
    const matchers = compiledMatchers(silence)
    this.#compiled.set(silence.id, matchers)
    return matchers
  }

  /** Of the labels that an alert must have, the one that the fewest silences stand under. */
  #keyOf(matchers: readonly Matcher[]): Key | undefined {
    let best: { key: Key; crowd: number } | undefined
    for (const matcher of matchers) {
      const values = requiredValues(matcher)
      if (values === undefined) continue
      const ids = this.#byLabel.get(matcher.name)
      const crowd = largest(values.map((value) => ids?.get(value)?.size ?? 0)) + values.length - 1
      if (best === undefined || crowd < best.crowd) best = { key: { name: matcher.name, values }, crowd }
    }
    return best?.key
  }
}

/** The only values that pass, when they can be listed and a missing label is not one of them. */
function requiredValues({ operator, value, required }: Matcher): readonly string[] | undefined {
  if (operator === '=') return value === '' ? undefined : [value]
  if (operator !== '=~' || required?.where !== 'whole' || required.texts.includes('')) return undefined
  return required.texts
}
