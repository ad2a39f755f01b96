import { type MouseEvent, useCallback } from 'react'
import { ACTS, type ActName } from '../../state/acts.ts'
import { useWatchfloor, type Watchfloor } from '../../state/context.ts'
import { alertsOf, type Item } from '../../state/layout.ts'
import { openItem } from '../../state/places.ts'
import { rowTarget } from '../../state/targets.ts'

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

/** The buttons of a row, by the action that they bear. */
const BUTTONS: Readonly<Record<string, ActName>> = {
  acknowledge: 'acknowledge',
  'give-back': 'giveBack',
  silence: 'silence',
  runbook: 'runbook',
}

function act(watchfloor: Watchfloor, item: Item, action: string | undefined, shift: boolean): void {
  const { board } = watchfloor
  if (item.kind === 'quiet') return
  if (item.kind === 'lane') {
    if (item.foldable) board.setUnfolded(item.lane, item.folded)
    return
  }
  if (alertsOf(item).length === 0) return
  const name = action === undefined ? undefined : BUTTONS[action]
  if (name !== undefined) return ACTS[name].run(watchfloor, rowTarget(watchfloor, item.id))
  switch (action) {
    case 'select':
      board.setActive(item.id)
      return board.toggleSelected(item.id)
    case 'open':
      return board.setOpen(item.id, !board.getState().open.has(item.id))
    default:
      board.setActive(item.id)
      if (shift) board.toggleSelected(item.id)
      else openItem(item)
  }
}
