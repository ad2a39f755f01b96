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
  const pairs = new Map<string, number>()
  let alerts = 0
  return {
    alerts: () => alerts,
    add: ({ labels }) => {
      alerts++
      for (const [name, value] of Object.entries(labels)) {
        if (!CAUSES.includes(name) || isBlank(value)) continue
        const pair = `${name}\u0000${value}`
        const known = pairs.get(pair)
        if (known !== undefined || pairs.size < MOST_PAIRS) pairs.set(pair, (known ?? 0) + 1)
      }
    },
    likely: () => likelyOf(pairs, alerts),
  }
}

function likelyOf(pairs: ReadonlyMap<string, number>, alerts: number): Likely {
  const likely = [...pairs]
    .filter(([, count]) => count >= alerts * LIKELY)
    .map(([pair, count]) => {
      const [name = '', value = ''] = pair.split('\u0000')
      return { name, value, count }
    })
    .sort((a, b) => CAUSES.indexOf(a.name) - CAUSES.indexOf(b.name) || b.count - a.count)
  const cause = likely[0] ?? null
  const where = likely.find(({ name }) => name === 'cluster' && cause?.name !== 'cluster')?.value ?? ''
  return { cause, where }
}

/**
 * Labels that name something that can be the cause, from the most telling to the least. Others may well be the same
 * on every alert (`env`, `prometheus`, `team`) and explain nothing.
 */
const CAUSES = 'alertname node host instance rack zone service job namespace cluster region'.split(' ')
