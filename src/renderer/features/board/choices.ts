import { lineOf } from '../../../shared/alert-words.ts'
import { type Grouping, groupingLabel } from '../../state/grouping.ts'
import { DENSITIES, DENSITY_MEANINGS, type Density } from '../../state/preferences.ts'
import { SORTS, type Sort } from '../../state/rows.ts'

/** What can be chosen: the value, its word on the button, its meaning in the menu. */
export type Choices<T extends string> = readonly (readonly [value: T, word: string, meaning: string])[]

const GROUPS: Choices<Grouping> = [
  ['attention', 'service', 'By alert name, cluster and service: the unit that notifies'],
  ['alert', 'none', 'Every alert on a row of its own'],
]

/** With the labels that tell the shown alerts apart, and the one that is chosen. */
export function groupChoices(names: readonly string[], chosen: Grouping): Choices<Grouping> {
  const label = groupingLabel(chosen)
  const all = label === undefined || names.includes(label) ? names : [label, ...names]
  return [...GROUPS, ...all.map((name) => [`label:${name}`, lineOf(name), `By ${lineOf(name)}`] as const)]
}

const SORT_MEANINGS: Readonly<Record<Sort, string>> = {
  severity: 'Worst first, then newest',
  newest: 'Newest first',
  oldest: 'Oldest first',
  name: 'By name',
}
export const SORT_CHOICES: Choices<Sort> = SORTS.map((sort) => [sort, sort, SORT_MEANINGS[sort]])

export const DENSITY_CHOICES: Choices<Density> = DENSITIES.map((density) => [
  density,
  density,
  DENSITY_MEANINGS[density],
])
