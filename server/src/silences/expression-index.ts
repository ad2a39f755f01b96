import { type LabelSet, type Matcher, smallest } from '@watchfloor/contract'
import type { Found } from './standing-sum.ts'

/** Values of one label whose answers are remembered; all are forgotten when there are more. */
const MOST_VALUES = 5_000
const LONGEST_VALUE = 256

interface OfName {
  /** Ids by the text that a value must begin with. */
  readonly starts: Map<string, Set<string>>
  /** Those that say no such text, or one that may stand anywhere. */
  readonly others: Map<string, Matcher>
  /** Ids of `others` by the values that pass: the same values come again and again. */
  readonly remembered: Map<string, readonly string[]>
}

/**
 * Silences by an expression that a label of their alerts must match. One that says how a value begins is found by
 * that; of the others it is remembered which take a value, so that each is tried once for a value, not for an alert.
 */
export class ExpressionIndex {
  readonly #names = new Map<string, OfName>()
  readonly #keys = new Map<
    string,
    { readonly name: string; readonly starts: readonly string[] | undefined }
  >()

  has(id: string): boolean {
    return this.#keys.has(id)
  }

  /** False when none of them is an expression that a label must be there for. */
  add(id: string, matchers: readonly Matcher[]): boolean {
    const usable = matchers.filter((matcher) => matcher.operator === '=~' && !matcher.matches({}))
    const [first] = usable
    if (first === undefined) return false
    const begins = usable.flatMap(({ name, required }) =>
      required === undefined || required.where === 'anywhere' ? [] : [{ name, starts: required.texts }],
    )
    const best = begins.toSorted((a, b) => shortest(b.starts) - shortest(a.starts))[0]
    const { name, starts } = best ?? { name: first.name, starts: undefined }
    const of = this.#of(name)
    this.#keys.set(id, { name, starts })
    if (starts === undefined) {
      of.others.set(id, first)
      of.remembered.clear()
    }
    for (const start of starts ?? []) {
      const ids = of.starts.get(start)
      if (ids === undefined) of.starts.set(start, new Set([id]))
      else ids.add(id)
    }
    return true
  }

  remove(id: string): void {
    const key = this.#keys.get(id)
    if (key === undefined) return
    this.#keys.delete(id)
    const of = this.#of(key.name)
    if (of.others.delete(id)) of.remembered.clear()
    for (const start of key.starts ?? []) {
      const ids = of.starts.get(start)
      ids?.delete(id)
      if (ids?.size === 0) of.starts.delete(start)
    }
    if (of.starts.size === 0 && of.others.size === 0) this.#names.delete(key.name)
  }

  /** What it is found by; undefined when it is tried on every value. */
  foundBy(id: string): Found | undefined {
    const key = this.#keys.get(id)
    if (key?.starts === undefined) return undefined
    return { by: `^${key.name}`, values: new Set(key.starts.map((start) => start.slice(0, 1))) }
  }

  /** Adds the ids of those that may take these labels; each still has to be asked. */
  collect(labels: LabelSet, ids: string[]): void {
    for (const [name, of] of this.#names) {
      if (!Object.hasOwn(labels, name)) continue
      const value = labels[name] as string
      if (of.starts.size > 0) collectStarts(of.starts, value, ids)
      if (of.others.size > 0) for (const id of takers(of, name, value)) ids.push(id)
    }
  }

  #of(name: string): OfName {
    let of = this.#names.get(name)
    if (of === undefined) {
      of = { starts: new Map(), others: new Map(), remembered: new Map() }
      this.#names.set(name, of)
    }
    return of
  }
}

/** Either every beginning of the value is looked up, or every text is tried, whichever is less. */
function collectStarts(starts: ReadonlyMap<string, ReadonlySet<string>>, value: string, ids: string[]): void {
  if (starts.size < value.length) {
    for (const [start, found] of starts) if (value.startsWith(start)) for (const id of found) ids.push(id)
    return
  }
  for (let length = 1; length <= value.length; length++) {
    const found = starts.get(value.slice(0, length))
    if (found !== undefined) for (const id of found) ids.push(id)
  }
}

function takers({ others, remembered }: OfName, name: string, value: string): readonly string[] {
  const known = remembered.get(value)
  if (known !== undefined) return known
  const labels = { [name]: value }
  const found: string[] = []
  for (const [id, matcher] of others) if (matcher.matches(labels)) found.push(id)
  if (value.length <= LONGEST_VALUE) {
    if (remembered.size >= MOST_VALUES) remembered.clear()
    remembered.set(value, found)
  }
  return found
}

function shortest(texts: readonly string[]): number {
  return smallest(texts.map(({ length }) => length))
}
