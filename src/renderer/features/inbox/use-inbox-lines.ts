import { useEffect, useRef } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import type { InboxItem } from './inbox-items.ts'

/** Lines of a page. */
const PAGE = 10

export interface InboxLines {
  readonly items: readonly InboxItem[]
  readonly active: string | null
  /** To the row with this id, at this index of the items. */
  readonly onMove: (id: string, index: number) => void
  readonly onOpen: (id: string) => void
  /** What takes the keyboard while one moves through the rows. */
  readonly grid: () => HTMLElement | null
}

/** Gives the rows to the keys, wherever on this screen the keyboard is. */
export function useInboxLines(lines: InboxLines): void {
  const { screen } = useWatchfloor()
  const now = useRef(lines)
  now.current = lines
  useEffect(() => {
    screen.lines = {
      of: 'inbox',
      move: (by) => {
        const { items, active, onMove } = now.current
        const to = nextRow(items, active, by)
        if (to !== undefined) onMove(to.id, items.indexOf(to))
      },
      page: () => PAGE,
      open: () => {
        const { active, onOpen } = now.current
        if (active !== null) onOpen(active)
      },
      focus: () => now.current.grid()?.focus({ preventScroll: true }),
      has: () => now.current.grid()?.contains(document.activeElement) === true,
      show: () => false,
    }
    return () => {
      screen.lines = null
    }
  }, [screen])
}

/** The row that many rows on or back, over the headings of days; the first press stands on an end of the list. */
export function nextRow(
  items: readonly InboxItem[],
  active: string | null,
  by: number,
): InboxItem | undefined {
  const rows = items.filter(({ kind }) => kind === 'row')
  const at = rows.findIndex(({ id }) => id === active)
  const isFar = Math.abs(by) > rows.length
  const wanted = at === -1 ? (by > 0 && isFar ? rows.length - 1 : 0) : at + by
  return rows[Math.max(0, Math.min(wanted, rows.length - 1))]
}
