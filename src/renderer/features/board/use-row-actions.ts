import { type MouseEvent, useCallback } from 'react'
import { useWatchfloor, type Watchfloor } from '../../state/context.ts'
import { alertsOf, type Item } from '../../state/layout.ts'
import { openDetail, openRunbook, silence } from '../../state/places.ts'

/** One handler for every click in the list: a row has up to six targets, and there are thousands of rows. */
export function useRowActions(): (event: MouseEvent) => void {
  const watchfloor = useWatchfloor()
  return useCallback(
    (event) => {
      if (!(event.target instanceof Element)) return
      const id = event.target.closest<HTMLElement>('[data-item]')?.dataset.item
      const item = watchfloor.board.item(id ?? null)
      if (item === undefined) return
      const action = event.target.closest<HTMLElement>('[data-action]')?.dataset.action
      act(watchfloor, item, action, event.shiftKey)
    },
    [watchfloor],
  )
}

function act(watchfloor: Watchfloor, item: Item, action: string | undefined, shift: boolean): void {
  const { board, actions } = watchfloor
  if (item.kind === 'quiet') return
  if (item.kind === 'lane') {
    if (item.foldable) board.setUnfolded(item.lane, item.folded)
    return
  }
  const alerts = alertsOf(item)
  const [first] = alerts
  if (first === undefined) return
  switch (action) {
    case 'select':
      board.setActive(item.id)
      return board.toggleSelected(item.id)
    case 'open':
      return board.setOpen(item.id, !board.getState().open.has(item.id))
    case 'acknowledge':
      return void actions.acknowledge(alerts)
    case 'give-back':
      return void actions.giveBack(alerts)
    case 'silence':
      return silence(watchfloor, alerts)
    case 'runbook':
      return void openRunbook(first)
    default:
      board.setActive(item.id)
      if (shift) board.toggleSelected(item.id)
      else openDetail(first)
  }
}
