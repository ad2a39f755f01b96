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
/** A question has closed by then, and given the keyboard back. */
const RETURNS_MS = 500

/**
 * Holds the list still while a pointer or the keyboard is in it, and no longer: a list that leaves the page hears of
 * neither. A finger holds it while it touches.
 */
export function useListHolds(board: Pick<BoardStore, 'hold'>): ListHolds {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    // A question that closes may leave the keyboard in the screen for a moment, on its way back to the line.
    const look = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        if (document.activeElement?.closest(HOLDING) == null) board.hold('focus', false)
      }, RETURNS_MS)
    }
    document.addEventListener('focusin', look)
    return () => {
      clearTimeout(timer)
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
