import { type BoardAlert, type Level, noCounts, type SuppressedBy, suppressedBy } from '@watchfloor/contract'
import { LANES, type Lane } from '../../shared/lanes.ts'

/** How many alerts (not rows) there are of each. */
export interface Counts {
  readonly lanes: Readonly<Record<Lane, number>>
  /** Firing alerts by level, suppressed ones included. */
  readonly levels: Readonly<Record<Level, number>>
  readonly firing: number
  readonly suppressed: Readonly<Record<SuppressedBy, number>>
  /** Firing alerts by level that need someone. */
  readonly alone: Readonly<Record<Level, number>>
  /** Criticals by where they stand, so that those that somebody has or that are hidden stay in sight. */
  readonly criticals: Readonly<Record<Lane, number>>
  /** Criticals that need someone. */
  readonly criticalsAlone: number
  /** Firing alerts by the person who has them. */
  readonly owners: ReadonlyMap<string, number>
}

/** Counts that follow alerts as they come and go. */
export interface Tally {
  /** `by` is 1 for an alert that came and -1 for one that went. */
  add(alert: BoardAlert, lane: Lane, by: 1 | -1): void
  read(): Counts
}

export function createTally(): Tally {
  const lanes = Object.fromEntries(LANES.map((lane) => [lane, 0])) as Record<Lane, number>
  const criticals = { ...lanes }
  const levels = noCounts()
  const alone = noCounts()
  const suppressed: Record<SuppressedBy, number> = { silenced: 0, inhibited: 0, muted: 0 }
  const owners = new Map<string, number>()
  let firing = 0
  return {
    add: (alert, lane, by) => {
      lanes[lane] += by
      if (alert.level === 'critical') criticals[lane] += by
      if (lane === 'resolved') return
      firing += by
      levels[alert.level] += by
      if (lane === 'needs') alone[alert.level] += by
      const reason = suppressedBy(alert)
      if (reason !== null) suppressed[reason] += by
      const owner = alert.acknowledged_by?.name
      if (owner === undefined) return
      const has = (owners.get(owner) ?? 0) + by
      if (has === 0) owners.delete(owner)
      else owners.set(owner, has)
    },
    read: () => ({
      lanes: { ...lanes },
      levels: { ...levels },
      suppressed: { ...suppressed },
      owners: new Map(owners),
      alone: { ...alone },
      criticals: { ...criticals },
      firing,
      criticalsAlone: alone.critical,
    }),
  }
}
