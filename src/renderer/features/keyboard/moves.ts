import type { Alert, Level } from '@watchfloor/contract'
import { titleOf, whereAndWhat } from '../../../shared/alert-words.ts'
import type { Watchfloor } from '../../state/context.ts'
import { linkTo, openItem } from '../../state/places.ts'
import { targetOf } from '../../state/targets.ts'
import { toggleLevel } from '../../state/view.ts'
import { changeView } from '../../state/view-place.ts'
import { FOCUSABLE } from '../../ui/key-target.ts'

/** Moves the line, and brings the keyboard into the list: what it stands on must not move away. */
export function step({ screen }: Watchfloor, by: number, extend = false): void {
  screen.lines?.move(by, extend)
}

export function fold({ board }: Watchfloor, open: boolean): void {
  const item = board.item(board.getState().active)
  if (item?.kind === 'lane' && item.foldable) board.setUnfolded(item.lane, open)
  else if (item?.kind === 'row' && item.alerts.length > 1) board.setOpen(item.id, open)
  else if (item?.kind === 'member' && !open) {
    board.setOpen(item.row.id, false)
    board.setActive(item.row.id)
  }
}

export function toggleSelected({ board }: Watchfloor): void {
  const { active } = board.getState()
  const kind = board.item(active)?.kind
  if (active !== null && (kind === 'row' || kind === 'member')) board.toggleSelected(active)
}

/** The line's whole text, over the list; it follows the line until it is closed. */
export function peek({ board, screen }: Watchfloor): void {
  const kind = board.item(board.getState().active)?.kind
  screen.setState(({ isPeeking }) => ({ isPeeking: !isPeeking && (kind === 'row' || kind === 'member') }))
}

/** Another line's alert in the open detail. */
export function nextInDetail({ board }: Watchfloor, by: number): void {
  board.move(by)
  const item = board.item(board.getState().active)
  if (item !== undefined) openItem(item)
}

/** Leaves what is open, innermost first; then lets the selection and the list go. */
export function back({ board, screen }: Watchfloor): void {
  if (screen.getState().isPeeking) return screen.setState({ isPeeking: false })
  const leave = [...screen.exits].at(-1)
  if (leave !== undefined) return leave()
  if (screen.lines?.of !== 'board') return
  if (board.getState().selected.size > 0) return board.clearSelection()
  board.setActive(null)
  if (screen.lines.has()) document.querySelector('main')?.focus({ preventScroll: true })
}

/** Shows only a severity, or no longer only it; `null` is every severity. */
export function showLevel(level: Level | null): void {
  changeView((view) => (level === null ? { ...view, levels: [] } : toggleLevel(view, level)))
}

/** Where the window has room for the side rail the keyboard goes there; elsewhere it is a drawer. */
export function toggleRail({ screen }: Watchfloor): void {
  const rail = regions().find(({ dataset }) => dataset.region === 'Side rail')
  if (rail !== undefined) return void entryOf(rail)?.focus()
  if (!matchMedia('(min-width: 1280px)').matches) screen.setState({ isRailOpen: true })
}

/** The keyboard goes to the next part of the screen, or to the one before, around and around. */
export function nextRegion(by: 1 | -1): void {
  const all = regions()
  const at = all.findLastIndex((region) => region.contains(document.activeElement))
  const from = at === -1 && by === -1 ? 0 : at
  for (let step = 1; step <= all.length; step++) {
    const region = all[(from + by * step + all.length * 2) % all.length]
    const entry = region === undefined ? null : entryOf(region)
    if (entry === null) continue
    entry.focus()
    return
  }
}

function regions(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.checkVisibility() && entryOf(region) !== null,
  )
}

/** Where the keyboard enters a part: the part itself if it takes the focus, else the first thing in it that does. */
function entryOf(region: HTMLElement): HTMLElement | null {
  return region.matches('[tabindex]') ? region : region.querySelector<HTMLElement>(FOCUSABLE)
}

export function copyLink(watchfloor: Watchfloor): void {
  const { first } = targetOf(watchfloor)
  // How it was, for others too, and not how it is.
  copy(
    watchfloor,
    first === undefined || watchfloor.past !== undefined ? location.href : linkTo(first),
    'Link copied.',
  )
}

export function copyText(watchfloor: Watchfloor): void {
  const { alerts } = targetOf(watchfloor)
  if (alerts.length === 0) return watchfloor.actions.tell('No alert is selected.')
  copy(watchfloor, alerts.map(lineOf).join('\n'), alerts.length === 1 ? 'Alert copied.' : 'Alerts copied.')
}

/** One alert as people paste it into a chat. */
export function lineOf(alert: Alert): string {
  const parts = [titleOf(alert), whereAndWhat(alert), `since ${alert.starts_at}`, linkTo(alert)]
  return parts.filter(Boolean).join(' · ')
}

/** A page that did not come over TLS has no clipboard. */
function copy({ actions }: Watchfloor, text: string, done: string): void {
  const refused = (): void => actions.tell('Not copied: the browser did not allow it.')
  if (navigator.clipboard === undefined) return refused()
  navigator.clipboard.writeText(text).then(() => actions.tell(done), refused)
}
