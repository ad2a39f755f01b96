import { formatMatcher, type GuardLimits, isWide, type Matcher } from '@watchfloor/contract'
import type { Preview } from './verdict.ts'

/** A matcher that, added to the others, leaves much less to hide. */
export interface Narrower {
  readonly name: string
  readonly value: string
  readonly count: number
  /** As people write it. */
  readonly text: string
}

/** Labels that people think in, the largest part of a fleet first; others come after them. */
const NAMES = ['cluster', 'region', 'namespace', 'team', 'service', 'job', 'alertname', 'instance']

/** A part that is smaller than this is another choice, and no narrower one. */
const LEAST_PART = 0.05

/** The largest part of what is hidden that would not be asked about; null when there is none worth saying. */
export function narrower(
  matchers: readonly Matcher[],
  { hidden, alerts }: Preview,
  guard: GuardLimits,
): Narrower | null {
  const fixed = new Set(matchers.filter(({ operator }) => operator === '=').map(({ name }) => name))
  for (const name of NAMES) {
    if (fixed.has(name)) continue
    const counts = new Map<string, number>()
    for (const { labels } of hidden) {
      const value = labels[name]
      if (value !== undefined && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const [best] = [...counts]
      .filter(
        ([, count]) =>
          count < hidden.length &&
          count >= hidden.length * LEAST_PART &&
          !isWide({ count, firing: alerts.length }, guard),
      )
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    if (best === undefined) continue
    const [value, count] = best
    return { name, value, count, text: formatMatcher({ name, operator: '=', value }) }
  }
  return null
}
