import { type FocusEvent, type PointerEvent, useEffect, useMemo } from 'react'
import type { BoardStore } from '../../state/board-store.ts'

export interface ListHolds {
  readonly onPointerEnter: (event: PointerEvent) => void
  readonly onPointerLeave: () => void
  readonly onPointerCancel: () => void
  readonly onFocus: () => void
  readonly onBlur: (event: FocusEvent) => void
}

/** Where the keyboard holds the list; what asks about a line gives the keyboard back, and the line must still be there. */
const HOLDING = '[data-list], [role="dialog"]'

/**
 * Holds the list still while a pointer or the keyboard is in it, and no longer: a list that leaves the page hears of
 * neither. A finger holds it while it touches.
 */
export function useListHolds(board: Pick<BoardStore, 'hold'>): ListHolds {
  useEffect(() => {
    const look = ({ target }: globalThis.FocusEvent): void => {
      if (target instanceof Element && target.closest(HOLDING) === null) board.hold('focus', false)
    }
    document.addEventListener('focusin', look)
    return () => {
      document.removeEventListener('focusin', look)
      board.hold('pointer', false)
      board.hold('focus', false)
    }
  }, [board])
  return useMemo(
    () => ({
      onPointerEnter: () => board.hold('pointer', true),
      onPointerLeave: () => board.hold('pointer', false),
      onPointerCancel: () => board.hold('pointer', false),
      onFocus: () => board.hold('focus', true),
      onBlur: ({ relatedTarget: to, currentTarget: list }) => {
        const stays = to instanceof Element && (list.contains(to) || to.closest(HOLDING) !== null)
        if (!stays) board.hold('focus', false)
      },
    }),
    [board],
  )
}
