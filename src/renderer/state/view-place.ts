import { useEffect } from 'react'
import { useWatchfloor } from './context.ts'
import { goTo, parsePlace, useHashPath, useQuery } from './hash-location.ts'
import { formatView, parseView, type View } from './view.ts'
import { useActingName } from './who.ts'

/** Screens whose query is the board's view. */
const HAS_VIEW = /^\/(alert\/[^/]+)?$/

/** Shows the board as the query says, now and whenever it changes. */
export function useViewOfPlace(): void {
  const { board } = useWatchfloor()
  const [path] = useHashPath()
  const query = useQuery()
  const name = useActingName()
  useEffect(() => {
    if (HAS_VIEW.test(path)) board.setView(parseView(query), name)
  }, [board, path, query, name])
}

/** Changes the view, which stands in the query; it leaves no step in the history. */
export function changeView(change: (view: View) => View): void {
  const { path, query } = parsePlace(location.hash)
  const next = formatView(change(parseView(query)))
  const at = HAS_VIEW.test(path) ? path : '/'
  goTo(next === '' ? at : `${at}?${next}`, { replace: true })
}
