import type { BoardAlert, Level } from '@watchfloor/contract'
import { titleOf, whereAndWhat } from '../../../shared/alert-words.ts'
import type { Watchfloor } from '../../state/context.ts'
import { parsePlace } from '../../state/hash-location.ts'
import { alertsOf } from '../../state/layout.ts'
import { linkTo, openDetail } from '../../state/places.ts'
import { toggleLevel } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'

/** Moves the line, and brings the keyboard into the list: what it stands on must not move away. */
export function step({ board, screen }: Watchfloor, by: number, extend = false): void {
  screen.list.focus()
  board.move(by, { extend })
}

/** Does something with the alert of the line; a lane's head is opened or closed instead. */
export function withFirst({ board }: Watchfloor, act: (alert: BoardAlert) => unknown): void {
  const item = board.item(board.getState().active)
  const [first] = item === undefined ? [] : alertsOf(item)
  if (first !== undefined) act(first)
  else if (item?.kind === 'lane' && item.foldable) board.setUnfolded(item.lane, item.folded)
}

export function fold({ board }: Watchfloor, open: boolean): void {
  const item = board.item(board.getState().active)
  if (item?.kind === 'lane' && item.foldable) board.setUnfolded(item.lane, open)
  else if (item?.kind === 'row') board.setOpen(item.id, open)
  else if (item?.kind === 'member' && !open) {
    board.setOpen(item.row.id, false)
    board.setActive(item.row.id)
  }
}

/** Another line's alert in the open detail. */
export function nextInDetail(watchfloor: Watchfloor, by: number): void {
  if (!parsePlace(location.hash).path.startsWith('/alert/')) return
  watchfloor.board.move(by)
  const item = watchfloor.board.item(watchfloor.board.getState().active)
  const [first] = item === undefined ? [] : alertsOf(item)
  if (first !== undefined) openDetail(first)
}

/** Closes what is open, innermost first; then lets the list go. */
export function back({ board, screen }: Watchfloor): void {
  const { isHelpOpen, isRailOpen } = screen.getState()
  if (isHelpOpen || isRailOpen) return screen.setState({ isHelpOpen: false, isRailOpen: false })
  if (board.getState().selected.size > 0) return board.clearSelection()
  board.setActive(null)
  screen.list.blur()
}

/** Shows only a severity, or no longer only it; `null` is every severity. */
export function showLevel(level: Level | null): void {
  changeView((view) => (level === null ? { ...view, levels: [] } : toggleLevel(view, level)))
}

/** The keyboard goes to the next part of the screen, around and around. */
export function nextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) =>
    region.checkVisibility(),
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  for (let step = 1; step <= regions.length; step++) {
    const region = regions[(at + step) % regions.length]
    const target = region?.matches('[tabindex="0"]')
      ? region
      : region?.querySelector<HTMLElement>(
          'a[href], button:not([disabled]), input:not([disabled]), [tabindex="0"]',
        )
    if (target == null) continue
    target.focus()
    return
  }
}

export function copyLink(watchfloor: Watchfloor): void {
  const [first] = watchfloor.board.targets()
  copy(watchfloor, first === undefined ? location.href : linkTo(first), 'Link copied.')
}

export function copyText(watchfloor: Watchfloor): void {
  const targets = watchfloor.board.targets()
  if (targets.length === 0) return
  copy(watchfloor, targets.map(lineOf).join('\n'), targets.length === 1 ? 'Alert copied.' : 'Alerts copied.')
}

/** One alert as people paste it into a chat. */
export function lineOf(alert: BoardAlert): string {
  const parts = [titleOf(alert), whereAndWhat(alert), `since ${alert.starts_at}`, linkTo(alert)]
  return parts.filter(Boolean).join(' · ')
}

function copy({ actions }: Watchfloor, text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => actions.tell(done),
    () => actions.tell('Not copied: the browser did not allow it.'),
  )
}
