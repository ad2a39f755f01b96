import { type Alert, type BoardAlert, groupKey, isGoingOn } from '@watchfloor/contract'
import { LANES } from '../../shared/lanes.ts'
import type { Arrangement } from './arranger.ts'
import type { Watchfloor } from './context.ts'
import { alertsOf } from './layout.ts'
import { rowId } from './rows.ts'

/** What an act is done to: what is in sight and selected, and nothing else. */
export interface Target {
  readonly of: 'selection' | 'line' | 'alert' | 'group' | 'nothing'
  readonly alerts: readonly Alert[]
  /** The one whose links are opened; undefined when there is none. */
  readonly first: Alert | undefined
}

export const NO_TARGET: Target = { of: 'nothing', alerts: [], first: undefined }

type Seen = Pick<Watchfloor, 'board' | 'live' | 'screen'>

/**
 * The one decision about what a key, a button or a command means. An open detail means what it shows, while the list
 * beside it does not have the keyboard; the list means its selection, or else its line. Elsewhere there is nothing.
 */
export function targetOf({ board, live, screen: { detail, lines } }: Seen): Target {
  if (detail !== null && (detail.as === 'page' || lines?.has() !== true)) return detailTarget(detail, live)
  if (lines?.of !== 'board') return NO_TARGET
  const { selected, active } = board.getState()
  const alerts = board.targets()
  const item = board.item(active)
  const [stood] = item === undefined ? [] : alertsOf(item)
  const first = stood !== undefined && alerts.includes(stood) ? stood : alerts[0]
  if (first === undefined) return NO_TARGET
  return { of: selected.size > 0 ? 'selection' : 'line', alerts, first }
}

/** What a button on this row means: the selection, when the row is part of it. */
export function rowTarget({ board }: Pick<Watchfloor, 'board'>, id: string): Target {
  const item = board.item(id)
  const alerts = item === undefined ? [] : alertsOf(item)
  const [first] = alerts
  if (first === undefined) return NO_TARGET
  if (board.getState().selected.has(id)) return { of: 'selection', alerts: board.targets(), first }
  return { of: 'line', alerts, first }
}

type Shown = Pick<NonNullable<Seen['screen']['detail']>, 'alert' | 'group'>

/** What a button of a detail means: the alert, or all of its group where the detail is the group's. */
export function detailTarget({ alert, group }: Shown, live: Watchfloor['live']): Target {
  if (alert === null) return NO_TARGET
  // A board that is cut leaves out alerts that fire.
  const first = live.getState().board?.alerts.get(alert.fingerprint) ?? alert
  if (group !== null && group.length > 1) return { of: 'group', alerts: group, first }
  return { of: 'alert', alerts: [first], first }
}

/** The firing alerts of the same group that the board shows, whichever lane they stand in. */
export function groupInSight(arrangement: Arrangement | null, alert: Alert): readonly BoardAlert[] {
  if (arrangement === null) return []
  const key = groupKey(alert.labels)
  return LANES.flatMap((lane) => {
    const id = rowId(lane, key)
    const row = arrangement.lanes[lane].find((one) => one.id === id)
    return row === undefined ? [] : row.alerts.filter(isGoingOn)
  })
}
