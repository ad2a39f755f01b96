import { compileMatcher, formatMatcher, type LabelSet } from '@watchfloor/contract'

/** Labels of one replica: in a group of several they would leave the others ringing. */
const OF_ONE_REPLICA: ReadonlySet<string> = new Set(['instance', 'pod'])

/** Where a silence for these labels is written, prefilled. `groupSize` is how many alerts the group has. */
export function silencePlace(labels: LabelSet, groupSize: number): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(labels)) {
    if (groupSize > 1 && OF_ONE_REPLICA.has(name)) continue
    const matcher = compileMatcher(name, '=', value)
    if (matcher.ok) query.append('filter', formatMatcher(matcher.value))
  }
  return `/silences/new?${query}`
}
