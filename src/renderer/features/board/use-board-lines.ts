import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { openItem } from '../../state/places.ts'

/** Lines of a page, while nobody knows how many are in sight. */
const USUAL_PAGE = 12

/** Gives the list of the board to the keys. */
export function useBoardLines(
  scroller: RefObject<HTMLDivElement | null>,
  virtual: Pick<Virtualizer<HTMLDivElement, Element>, 'scrollToIndex' | 'range'>,
): void {
  const { board, screen } = useWatchfloor()
  useEffect(() => {
    const focus = (): void => scroller.current?.focus({ preventScroll: true })
    screen.lines = {
      of: 'board',
      focus,
      has: () => scroller.current?.contains(document.activeElement) === true,
      move: (by, extend = false) => {
        focus()
        board.move(by, { extend })
      },
      // One line of the page before stays in sight.
      page: () => {
        const { range } = virtual
        return range === null ? USUAL_PAGE : Math.max(1, range.endIndex - range.startIndex - 1)
      },
      open: () => {
        const item = board.item(board.getState().active)
        if (item?.kind !== 'lane') return item === undefined ? undefined : openItem(item)
        if (item.foldable) board.setUnfolded(item.lane, item.folded)
      },
      show: () => {
        const { active, items } = board.getState()
        const index = items.findIndex(({ id }) => id === active)
        const { range } = virtual
        if (range === null || index === -1) return false
        if (index >= range.startIndex && index <= range.endIndex) return false
        virtual.scrollToIndex(index, { align: 'center' })
        return true
      },
    }
    return () => {
      screen.painted.rows = new Set()
      screen.lines = null
    }
  }, [board, screen, scroller, virtual])
}
