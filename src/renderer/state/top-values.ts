import { isBlank, type LabelSet } from '@watchfloor/contract'

/** A value of a label, and how many alerts have it. */
export interface LabelValue {
  readonly name: string
  readonly value: string
  readonly count: number
}

/** Labels of the alerts that are shown. */
export interface TopValues {
  /** The most frequent values, at most a few of each label. */
  readonly values: readonly LabelValue[]
  /** Names of labels that most alerts have, and that tell them apart. */
  readonly names: readonly string[]
}

export const NO_VALUES: TopValues = { values: [], names: [] }

/** A label of more different values tells single alerts apart, not parts of a fleet. */
const MOST_DIFFERENT = 500
/** Levels have counters of their own. */
const SEVERITY = 'severity'
const MOST_OF_A_LABEL = 2
const MOST_VALUES = 8
const MOST_NAMES = 12

/** What the labels of many alerts have most often. A value that all of them have narrows nothing and is left out. */
export function topValues(all: Iterable<LabelSet>): TopValues {
  const labels = new Map<string, Map<string, number>>()
  const had = new Map<string, number>()
  let alerts = 0
  for (const set of all) {
    alerts++
    for (const name in set) {
      if (name === SEVERITY) continue
      const value = set[name]
      if (value === undefined) continue
      const values = labels.get(name) ?? new Map<string, number>()
      if (values.size === 0) labels.set(name, values)
      const known = values.get(value)
      if (known !== undefined) values.set(value, known + 1)
      else if (values.size < MOST_DIFFERENT && !isBlank(value)) values.set(value, 1)
      else continue
      had.set(name, (had.get(name) ?? 0) + 1)
    }
  }
  const values: LabelValue[] = []
  for (const [name, counts] of labels) {
    const best = [...counts]
      .filter(([, count]) => count > 1 && count < alerts)
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
      .slice(0, MOST_OF_A_LABEL)
    for (const [value, count] of best) values.push({ name, value, count })
  }
  const names = [...labels]
    .filter(([, counts]) => counts.size > 1)
    .map(([name]) => name)
    .sort((a, b) => (had.get(b) ?? 0) - (had.get(a) ?? 0) || (a < b ? -1 : 1))
  return {
    values: values.sort(byCount).slice(0, MOST_VALUES),
    names: names.slice(0, MOST_NAMES),
  }
}

function byCount(a: LabelValue, b: LabelValue): number {
  return b.count - a.count || (a.name + a.value < b.name + b.value ? -1 : 1)
}
