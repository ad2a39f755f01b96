import type { Alert, Millis } from '@watchfloor/contract'
import { createTally, type Likely, STORM, type Tally } from './storm-cause.ts'

const SLICE_MS = 1_000
const UPDATE_MS = 30_000
/** Fewer new alerts than this in each of so many minutes end it. */
const CALM_BELOW = 5
const CALM_MS = 5 * 60_000

export interface StormFacts extends Likely {
  /** Wall time of its first alert. */
  readonly since: Millis
  readonly alerts: number
  readonly criticals: number
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

/** `newTally` counts what its alerts have in common; who asks only since when it is needs none. */
export function createStorm(newTally: () => Tally = createTally): Storm {
  let slices: Slice[] = []
  /** Lives of the last minute, so that a storm that is noticed also counts what made it one. */
  let recent: { readonly at: number; readonly alert: Alert }[] = []
  let on: { since: Millis; criticals: number; tally: Tally } | null = null
  let toldAt = 0
  let isChanged = false
  let calmSince = 0

  const count = (alert: Alert): void => {
    if (on === null) return
    on.tally.add(alert)
    if (alert.level === 'critical') on.criticals++
  }
  const inWindow = (): number => slices.reduce((sum, slice) => sum + slice.alerts, 0)

  return {
    take: (alerts, now, wall) => {
      slices = slices.filter(({ at }) => now - at < STORM.windowMs)
      recent = recent.filter(({ at }) => now - at < STORM.windowMs)
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
      if (groups.size <= STORM.groupsOver && inWindow() < STORM.alertsFrom) return false
      const first = recent[0]?.at ?? now
      on = { since: wall - (now - first), criticals: 0, tally: newTally() }
      for (const { alert } of recent) count(alert)
      recent = []
      calmSince = now
      toldAt = now
      isChanged = false
      return true
    },
    isOn: () => on !== null,
    facts: () => {
      const { since, criticals, tally } = on ?? { since: 0, criticals: 0, tally: createTally() }
      return { since, alerts: tally.alerts(), criticals, ...tally.likely() }
    },
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
