import { type Alert, isBlank, type Millis } from '@watchfloor/contract'

const SLICE_MS = 1_000
const WINDOW_MS = 60_000
const GROUPS_OVER = 10
const ALERTS_FROM = 50
const UPDATE_MS = 30_000
/** Fewer new alerts than this in each of so many minutes end it. */
const CALM_BELOW = 5
const CALM_MS = 5 * 60_000
/** Different label values that are counted: a storm of random labels must not fill the memory. */
const MOST_PAIRS = 20_000
const LIKELY = 0.6

/** What one cause explains: a label pair, or an alert's name. */
export interface Cause {
  readonly name: string
  readonly value: string
  readonly count: number
}

export interface StormFacts {
  /** Wall time of its first alert. */
  readonly since: Millis
  readonly alerts: number
  readonly criticals: number
  /** What explains at least 60 % of it; null when nothing does. */
  readonly cause: Cause | null
  /** A label that all those share with each other beside the cause, for example the cluster. */
  readonly where: string
}

/** Tells a storm from ordinary alerts. Times are monotonic milliseconds unless they say wall. */
export interface Storm {
  /** New lives of one batch; `began` when these made it a storm. */
  readonly take: (alerts: readonly { alert: Alert; group: string }[], now: Millis, wall: Millis) => boolean
  readonly isOn: () => boolean
  readonly facts: () => StormFacts
  /** Is an update due? Saying so counts as having told it. */
  readonly isDue: (now: Millis) => boolean
  /** Did it calm down? Then it is over. */
  readonly isOver: (now: Millis) => boolean
  readonly deadline: () => number
}

interface Slice {
  readonly at: number
  alerts: number
  readonly groups: Set<string>
}

export function createStorm(): Storm {
  let slices: Slice[] = []
  /** Lives of the last minute, so that a storm that is noticed also counts what made it one. */
  let recent: { readonly at: number; readonly alert: Alert }[] = []
  let on: { since: Millis; alerts: number; criticals: number; pairs: Map<string, number> } | null = null
  let toldAt = 0
  let isChanged = false
  let calmSince = 0

  const count = (alert: Alert): void => {
    if (on === null) return
    on.alerts++
    if (alert.level === 'critical') on.criticals++
    for (const [name, value] of Object.entries(alert.labels)) {
      if (!CAUSES.includes(name) || isBlank(value)) continue
      const pair = `${name}\u0000${value}`
      const known = on.pairs.get(pair)
      if (known !== undefined || on.pairs.size < MOST_PAIRS) on.pairs.set(pair, (known ?? 0) + 1)
    }
  }
  const inWindow = (): number => slices.reduce((sum, slice) => sum + slice.alerts, 0)

  return {
    take: (alerts, now, wall) => {
      slices = slices.filter(({ at }) => now - at < WINDOW_MS)
      recent = recent.filter(({ at }) => now - at < WINDOW_MS)
      if (alerts.length === 0) return false
      let slice = slices.at(-1)
      if (slice === undefined || now - slice.at >= SLICE_MS) {
        slice = { at: now, alerts: 0, groups: new Set() }
        slices.push(slice)
      }
      for (const { alert, group } of alerts) {
        // Criticals are told apart, so they alone make no storm; once it is one, they count.
        if (alert.level !== 'critical') {
          slice.alerts++
          slice.groups.add(group)
        }
        if (on === null) recent.push({ at: now, alert })
        else count(alert)
      }
      isChanged = true
      if (inWindow() >= CALM_BELOW) calmSince = now
      if (on !== null) return false
      const groups = new Set(slices.flatMap((one) => [...one.groups]))
      if (groups.size <= GROUPS_OVER && inWindow() < ALERTS_FROM) return false
      const first = recent[0]?.at ?? now
      on = { since: wall - (now - first), alerts: 0, criticals: 0, pairs: new Map() }
      for (const { alert } of recent) count(alert)
      recent = []
      calmSince = now
      toldAt = now
      isChanged = false
      return true
    },
    isOn: () => on !== null,
    facts: () => factsOf(on ?? { since: 0, alerts: 0, criticals: 0, pairs: new Map() }),
    isDue: (now) => {
      if (on === null || !isChanged || now - toldAt < UPDATE_MS) return false
      toldAt = now
      isChanged = false
      return true
    },
    isOver: (now) => {
      if (on === null || now - calmSince < CALM_MS) return false
      on = null
      return true
    },
    deadline: () => {
      if (on === null) return Infinity
      return Math.min(isChanged ? toldAt + UPDATE_MS : Infinity, calmSince + CALM_MS)
    },
  }
}

function factsOf(storm: {
  readonly since: Millis
  readonly alerts: number
  readonly criticals: number
  readonly pairs: ReadonlyMap<string, number>
}): StormFacts {
  const { since, alerts, criticals, pairs } = storm
  const likely = [...pairs]
    .filter(([, count]) => count >= alerts * LIKELY)
    .map(([pair, count]) => {
      const [name = '', value = ''] = pair.split('\u0000')
      return { name, value, count }
    })
    .sort((a, b) => rankOfName(a.name) - rankOfName(b.name) || b.count - a.count)
  const cause = likely[0] ?? null
  const where = likely.find(({ name }) => name === 'cluster' && cause?.name !== 'cluster')?.value ?? ''
  return { since, alerts, criticals, cause, where }
}

/**
 * Labels that name something that can be the cause, from the most telling to the least. Others may well be the same
 * on every alert (`env`, `prometheus`, `team`) and explain nothing.
 */
const CAUSES = 'alertname node host instance rack zone service job namespace cluster region'.split(' ')

function rankOfName(name: string): number {
  return CAUSES.indexOf(name)
}
