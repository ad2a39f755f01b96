import { DENSITIES, type Density } from '../../state/preferences.ts'
import { SORTS, type Sort } from '../../state/rows.ts'
import type { View } from '../../state/view.ts'

/** What can be chosen: the value, its word on the button, its meaning in the menu. */
export type Choices<T extends string> = readonly (readonly [value: T, word: string, meaning: string])[]

export const GROUPS: Choices<View['group']> = [
  ['attention', 'service', 'By alert name, cluster and service: the unit that notifies'],
  ['alert', 'none', 'Every alert on a row of its own'],
]

const SORT_MEANINGS: Readonly<Record<Sort, string>> = {
  severity: 'Worst first, then newest',
  newest: 'Newest first',
  oldest: 'Oldest first',
  name: 'By name',
}
export const SORT_CHOICES: Choices<Sort> = SORTS.map((sort) => [sort, sort, SORT_MEANINGS[sort]])

const DENSITY_MEANINGS: Readonly<Record<Density, string>> = {
  compact: 'Compact, 28 px',
  normal: 'Normal, 36 px',
  roomy: 'Roomy, two lines',
}
export const DENSITY_CHOICES: Choices<Density> = DENSITIES.map((density) => [
  density,
  density,
  DENSITY_MEANINGS[density],
])
