import { useEffect } from 'react'
import { isNarrow } from '../../shared/narrowing.ts'
import { useWatchfloor } from './context.ts'
import { asOfGroup, meansGroup } from './group-mark.ts'
import { goTo, parsePlace, useHashPath, useQuery } from './hash-location.ts'
import { HISTORY, keepingPast } from './moment.ts'
import { formatView, parseView, type View } from './view.ts'
import { useActingName } from './who.ts'

/** Screens whose query is the board's view. */
export function hasView(path: string): boolean {
  return /^\/(alert\/[^/]+)?$/.test(path)
}

/** Shows the board as the query says, now and whenever it changes. */
export function useViewOfPlace(): void {
  const { board, screen } = useWatchfloor()
  const [path] = useHashPath()
  const query = useQuery()
  const name = useActingName()
  useEffect(() => {
    if (!hasView(path)) return
    screen.boardQuery = asOfGroup(query, false)
    board.setView(parseView(query), name)
  }, [board, screen, path, query, name])
}

/** Changes the view, which stands in the query; it leaves no step in the history. */
export function changeView(change: (view: View) => View): void {
  const { path, query } = parsePlace(location.hash)
  if (path === HISTORY) {
    const view = formatView(change(parseView(query)))
    return goTo(`${path}?${keepingPast(view)}`, { replace: true })
  }
  const at = hasView(path) ? path : '/'
  const next = asOfGroup(formatView(change(parseView(query))), at !== '/' && meansGroup(query))
  goTo(next === '' ? at : `${at}?${next}`, { replace: true })
}

/** Shows everything again; the way back leads to what was filtered. */
export function clearFilter(): void {
  if (!isNarrow(parseView(parsePlace(location.hash).query))) return
  goTo(location.hash)
  changeView((now) => ({ ...now, filter: [], text: '', levels: [], mine: false, unread: [] }))
}
