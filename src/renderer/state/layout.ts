import type { BoardAlert } from '@watchfloor/contract'
import { LANES, type Lane, OPEN_LANES } from '../../shared/lanes.ts'
import type { LaneRows } from './arranger.ts'
import { type Row, rowId } from './rows.ts'

/** The head of a lane. A lane that nobody has opened is only this one line. */
export interface LaneHead {
  readonly kind: 'lane'
  readonly id: string
  readonly lane: Lane
  /** Can it be opened and closed? */
  readonly foldable: boolean
  readonly folded: boolean
}

/** One alert of an opened group. */
export interface Member {
  readonly kind: 'member'
  readonly id: string
  readonly row: Row
  readonly alert: BoardAlert
}

/** Stands where the lane "Needs someone" would, when it is empty. */
export interface Quiet {
  readonly kind: 'quiet'
  readonly id: 'quiet'
}

/** One line of the list, top to bottom. */
export type Item = LaneHead | Row | Member | Quiet

const QUIET: Quiet = { kind: 'quiet', id: 'quiet' }

const HEADS: Readonly<Record<Lane, { readonly open: LaneHead; readonly folded: LaneHead }>> = headsOfLanes()

/** The list: heads of the lanes that hold something, their rows, and the alerts of opened groups. */
export function layout(
  lanes: LaneRows,
  open: ReadonlySet<string>,
  unfolded: ReadonlySet<Lane>,
): readonly Item[] {
  const items: Item[] = []
  for (const lane of LANES) {
    const rows = lanes[lane]
    if (rows.length === 0) {
      if (lane === 'needs') items.push(QUIET)
      continue
    }
    const folded = !isUnfolded(lane, unfolded)
    items.push(folded ? HEADS[lane].folded : HEADS[lane].open)
    if (folded) continue
    for (const row of rows) {
      items.push(row)
      if (row.alerts.length > 1 && open.has(row.id)) {
        for (const alert of row.alerts) items.push(memberOf(row, alert))
      }
    }
  }
  return items
}

export function isUnfolded(lane: Lane, unfolded: ReadonlySet<Lane>): boolean {
  return OPEN_LANES.has(lane) || unfolded.has(lane)
}

/** Can the keyboard stand on it? */
export function isReachable(item: Item): boolean {
  return item.kind === 'row' || item.kind === 'member' || (item.kind === 'lane' && item.foldable)
}

/** The alerts that an action on this line would touch. */
export function alertsOf(item: Item): readonly BoardAlert[] {
  if (item.kind === 'row') return item.alerts
  return item.kind === 'member' ? [item.alert] : []
}

function memberOf(row: Row, alert: BoardAlert): Member {
  return { kind: 'member', id: `${row.id}/${alert.fingerprint}`, row, alert }
}

function headsOfLanes(): Readonly<Record<Lane, { readonly open: LaneHead; readonly folded: LaneHead }>> {
  const heads = LANES.map((lane) => {
    const head = { kind: 'lane', id: `lane:${lane}`, lane, foldable: !OPEN_LANES.has(lane) } as const
    return [lane, { open: { ...head, folded: false }, folded: { ...head, folded: true } }]
  })
  return Object.fromEntries(heads) as typeof HEADS
}

/** The line that somebody stands on, in whichever lane its row stands now; the same where it is in none. */
export function lineNow(active: string | null, items: readonly Item[]): string | null {
  const isThere = (wanted: string): boolean => items.some(({ id }) => id === wanted)
  if (active === null || isThere(active)) return active
  const key = active.slice(active.indexOf(':') + 1)
  return LANES.map((lane) => rowId(lane, key)).find(isThere) ?? active
}
