import { useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import { useWatchfloor, type Watchfloor } from '../state/context.ts'
import { useQuery } from '../state/hash-location.ts'
import { useMoment } from '../state/moment.ts'
import { createPast } from '../state/past.ts'
import { parseView } from '../state/view.ts'
import { useActingName } from '../state/who.ts'

/** What screens and keys reach: all as it was while a moment is looked at, else as it is. The frame around stays of now. */
export function usePastScope(): Watchfloor {
  const watchfloor = useWatchfloor()
  const at = useMoment()
  const isPast = at !== null
  const past = useMemo(() => (isPast ? createPast(watchfloor) : null), [watchfloor, isPast])
  useEffect(() => {
    if (at !== null) past?.past.lookAt(at)
  }, [past, at])
  const query = useQuery()
  const [path] = useLocation()
  const name = useActingName()
  // The view stands in the query, in the past as now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is why it is read again
  useEffect(() => past?.board.setView(parseView(query), name), [past, path, query, name])
  return past ?? watchfloor
}
