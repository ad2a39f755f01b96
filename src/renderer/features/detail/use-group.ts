import type { Alert, BoardAlert } from '@watchfloor/contract'
import { useMemo } from 'react'
import { useBoard } from '../../state/context.ts'
import { meansGroup } from '../../state/group-mark.ts'
import { useQuery } from '../../state/hash-location.ts'
import { groupInSight } from '../../state/targets.ts'

export interface Group {
  /** The firing alerts of its group that the board shows. */
  readonly group: readonly BoardAlert[]
  /** Was the detail opened for all of them? */
  readonly isMeant: boolean
}

/** The group that an alert is one of, and whether the detail means the whole of it. */
export function useGroup(alert: Alert | null): Group {
  const arrangement = useBoard((state) => state.arrangement)
  const isAsked = meansGroup(useQuery())
  const group = useMemo(() => (alert === null ? [] : groupInSight(arrangement, alert)), [arrangement, alert])
  return { group, isMeant: isAsked && group.length > 1 }
}
