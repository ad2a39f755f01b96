import { largest } from '@watchfloor/contract'
import type { Standing } from '../ground/standing.ts'

/** Where a silence is found: under any of these values, or beginnings, of a label; undefined: it is always asked. */
export interface Found {
  readonly by: string
  readonly values: Iterable<string>
}

interface Kept {
  readonly standing: Standing
  readonly found: Found | undefined
}

/**
 * What the expressions of all silences may cost one alert. An alert has one value of each label: of those that are
 * found by a value only the most costly ones of each label count.
 */
export class StandingSum {
  readonly #kept = new Map<string, Kept>()
  #always = 0
  #places = 0
  /** By label, then value: steps. */
  readonly #byValue = new Map<string, Map<string, number>>()
  /** By label: the most of its values; none where it has to be looked for again. */
  readonly #most = new Map<string, number>()

  get all(): Standing {
    let steps = this.#always
    for (const [by, values] of this.#byValue) {
      const most = this.#most.get(by) ?? largest(values.values())
      this.#most.set(by, most)
      steps += most
    }
    return { steps, places: this.#places }
  }

  put(id: string, standing: Standing, found: Found | undefined): void {
    if (standing.steps === 0 || this.#kept.has(id)) return
    this.#kept.set(id, { standing, found })
    this.#change({ standing, found }, 1)
  }

  remove(id: string): void {
    const kept = this.#kept.get(id)
    if (kept === undefined) return
    this.#kept.delete(id)
    this.#change(kept, -1)
  }

  #change({ standing, found }: Kept, sign: 1 | -1): void {
    this.#places += sign * standing.places
    const steps = sign * standing.steps
    if (found === undefined) {
      this.#always += steps
      return
    }
    const values = this.#byValue.get(found.by) ?? new Map<string, number>()
    this.#byValue.set(found.by, values)
    for (const value of found.values) {
      const sum = (values.get(value) ?? 0) + steps
      if (sum === 0) values.delete(value)
      else values.set(value, sum)
      const most = this.#most.get(found.by)
      if (sign < 0 || most === undefined) this.#most.delete(found.by)
      else this.#most.set(found.by, Math.max(most, sum))
    }
    if (values.size === 0) this.#byValue.delete(found.by)
  }
}
