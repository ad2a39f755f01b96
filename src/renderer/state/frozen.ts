import type { BoardAlert } from '@watchfloor/contract'
import { LANES, type Lane, OPEN_LANES } from '../../shared/lanes.ts'
import type { Arranger, LaneRows } from './arranger.ts'
import { buildRow, type Row } from './rows.ts'

/**
 * The list held still while a person is in it: order and places stay, rows change where they are, and what is new
 * waits outside.
 */
export interface Frozen {
  /** The lanes that are seen; the others go on living. */
  readonly lanes: ReadonlyMap<Lane, readonly Row[]>
  /** Where each held row stands. */
  readonly places: ReadonlyMap<string, { readonly lane: Lane; readonly index: number }>
  /** The held row of each alert. */
  readonly homes: ReadonlyMap<string, string>
  /** Alerts that would show in a lane that asks for attention, and do not yet. */
  readonly waiting: ReadonlySet<string>
}

/** What waits: "1 critical, 11 new — press .". */
export interface Queue {
  readonly criticals: number
  readonly others: number
}

export const NOTHING_WAITS: Queue = { criticals: 0, others: 0 }

/** Holds the seen lanes as they are. */
export function freeze(
  lanes: LaneRows,
  seen: ReadonlySet<Lane>,
  waiting: ReadonlySet<string> = new Set(),
): Frozen {
  const held = new Map<Lane, readonly Row[]>()
  const places = new Map<string, { lane: Lane; index: number }>()
  const homes = new Map<string, string>()
  for (const lane of LANES) {
    if (!seen.has(lane)) continue
    held.set(lane, lanes[lane])
    lanes[lane].forEach((row, index) => {
      places.set(row.id, { lane, index })
      for (const alert of row.alerts) homes.set(alert.fingerprint, row.id)
    })
  }
  return { lanes: held, places, homes, waiting }
}

/** Takes in what changed: in place where it is held, into the queue where it is new. */
export function follow(
  frozen: Frozen,
  changed: Iterable<string>,
  alerts: ReadonlyMap<string, BoardAlert>,
  arranger: Arranger,
  open: ReadonlySet<string>,
): Frozen {
  const joined = new Map<string, string>()
  const waiting = new Set(frozen.waiting)
  const stale = new Set<string>()
  for (const fingerprint of changed) {
    const home = frozen.homes.get(fingerprint)
    if (home !== undefined) {
      stale.add(home)
      continue
    }
    const row = arranger.rowOf(fingerprint)
    waiting.delete(fingerprint)
    if (row === undefined) continue
    // A new member of an opened group would push down what is below it.
    if (frozen.places.has(row.id) && !open.has(row.id)) {
      joined.set(fingerprint, row.id)
      stale.add(row.id)
    } else if (OPEN_LANES.has(row.lane)) waiting.add(fingerprint)
  }
  if (stale.size === 0) return { ...frozen, waiting }
  const homes = joined.size === 0 ? frozen.homes : new Map([...frozen.homes, ...joined])

  const lanes = new Map(frozen.lanes)
  const copied = new Set<Lane>()
  for (const id of stale) {
    const place = frozen.places.get(id)
    if (place === undefined) continue
    if (!copied.has(place.lane)) lanes.set(place.lane, [...(lanes.get(place.lane) ?? [])])
    copied.add(place.lane)
    const rows = lanes.get(place.lane) as Row[]
    const row = rows[place.index]
    if (row !== undefined) rows[place.index] = inPlace(row, alerts, arranger, homes)
  }
  return { ...frozen, lanes, homes, waiting }
}

/** The lanes to show: held ones as held, the others as they are now. */
export function heldLanes(frozen: Frozen, live: LaneRows): LaneRows {
  return { ...live, ...Object.fromEntries(frozen.lanes) }
}

export function queueOf(frozen: Frozen, alerts: ReadonlyMap<string, BoardAlert>): Queue {
  let criticals = 0
  for (const fingerprint of frozen.waiting) if (alerts.get(fingerprint)?.level === 'critical') criticals++
  return { criticals, others: frozen.waiting.size - criticals }
}

/** Has everything in the row ended while it was held? It then stays, struck through, until released. */
export function isStruck(row: Row): boolean {
  return row.ended !== null && row.lane !== 'resolved'
}

/** The row with its alerts as they are now, in the order they had; one that has left the board stays as it was. */
function inPlace(
  row: Row,
  alerts: ReadonlyMap<string, BoardAlert>,
  arranger: Arranger,
  homes: ReadonlyMap<string, string>,
): Row {
  const kept = row.alerts.map((alert) => alerts.get(alert.fingerprint) ?? alert)
  const now = arranger.row(row.id)?.alerts ?? []
  const before = new Set(row.alerts.map(({ fingerprint }) => fingerprint))
  const joined = now.filter(
    ({ fingerprint }) => !before.has(fingerprint) && homes.get(fingerprint) === row.id,
  )
  const members = [...kept, ...joined]
  return buildRow(row.id, row.lane, members, arranger.factsOf) ?? row
}
