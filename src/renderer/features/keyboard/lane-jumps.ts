import type { Watchfloor } from '../../state/context.ts'
import { type Item, isReachable } from '../../state/layout.ts'

/** The first line of the next lane, or of the one before; of a folded lane that is its head. */
export function jumpLane({ board, screen }: Pick<Watchfloor, 'board' | 'screen'>, by: 1 | -1): void {
  const { items, active } = board.getState()
  const at = items.findIndex(({ id }) => id === active)
  const starts = laneStarts(items)
  const found = by > 0 ? starts.find((start) => start > at) : starts.findLast((start) => start < at)
  const to = items[found ?? -1]
  if (to === undefined) return
  screen.lines?.focus()
  board.setActive(to.id)
}

function laneStarts(items: readonly Item[]): readonly number[] {
  return items.flatMap((item, index) => {
    if (item.kind !== 'lane') return []
    const first = item.folded ? index : index + 1
    const line = items[first]
    return line !== undefined && isReachable(line) ? [first] : []
  })
}
