import { type Alert, isBlank } from '@watchfloor/contract'

/** Many alerts at once: from so many of them, or of more groups than this, within a minute. */
export const STORM = { windowMs: 60_000, groupsOver: 10, alertsFrom: 50 } as const

/** What one cause explains: a label pair, an alert's name among them. */
export interface Cause {
  readonly name: string
  readonly value: string
  readonly count: number
}

/** What explains most of many alerts. */
export interface Likely {
  /** What explains at least 60 % of them; null when nothing does. */
  readonly cause: Cause | null
  /** The cluster that as many of them share, when the cause is something else; empty otherwise. */
  readonly where: string
}

/** How many of the alerts have which label pair that can be a cause. */
export interface Tally {
  readonly alerts: () => number
  readonly add: (alert: Alert) => void
  readonly likely: () => Likely
}

/** Different label values that are counted: a storm of random labels must not fill the memory. */
const MOST_PAIRS = 20_000
const LIKELY = 0.6

export function createTally(): Tally {
  const counts = new Map(CAUSES.map((name) => [name, new Map<string, number>()]))
  let alerts = 0
  let pairs = 0
  return {
    alerts: () => alerts,
    add: ({ labels }) => {
      alerts++
      for (const name in labels) {
        const values = counts.get(name)
        const value = labels[name]
        if (values === undefined || value === undefined) continue
        const known = values.get(value)
        if (known !== undefined) values.set(value, known + 1)
        else if (pairs < MOST_PAIRS && !isBlank(value)) {
          values.set(value, 1)
          pairs++
        }
      }
    },
    likely: () => likelyOf(counts, alerts * LIKELY),
  }
}

/** Of each label at most one value can be what most of them have; the first label that has one is the most telling. */
function likelyOf(counts: ReadonlyMap<string, ReadonlyMap<string, number>>, least: number): Likely {
  const likely: Cause[] = []
  for (const [name, values] of counts) {
    for (const [value, count] of values) if (count >= least) likely.push({ name, value, count })
  }
  const cause = likely[0] ?? null
  const where = likely.find(({ name }) => name === 'cluster' && cause?.name !== 'cluster')?.value ?? ''
  return { cause, where }
}

/**
 * Labels that name something that can be the cause, from the most telling to the least. Others may well be the same
 * on every alert (`env`, `prometheus`, `team`) and explain nothing.
 */
const CAUSES = 'alertname node host instance rack zone service job namespace cluster region'.split(' ')
