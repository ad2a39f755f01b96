import { type FocusEvent, type PointerEvent, useMemo } from 'react'
import type { BoardStore } from '../../state/board-store.ts'

export interface ListHolds {
  readonly onPointerEnter: (event: PointerEvent) => void
  readonly onPointerLeave: () => void
  readonly onPointerCancel: () => void
  readonly onFocus: () => void
  readonly onBlur: (event: FocusEvent) => void
}

/** Holds the list still while a pointer or the keyboard is in it. A finger holds it while it touches. */
export function useListHolds(board: BoardStore): ListHolds {
  return useMemo(
    () => ({
      onPointerEnter: () => board.hold('pointer', true),
      onPointerLeave: () => board.hold('pointer', false),
      onPointerCancel: () => board.hold('pointer', false),
      onFocus: () => board.hold('focus', true),
      onBlur: (event) => {
        const to = event.relatedTarget
        // What asks about a line gives the keyboard back, and the line must still be there.
        if (to instanceof Element && to.closest('[role="dialog"]') !== null) return
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) board.hold('focus', false)
      },
    }),
    [board],
  )
}
