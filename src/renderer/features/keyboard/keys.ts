import { LEVELS } from '@watchfloor/contract'
import type { Watchfloor } from '../../state/context.ts'
import { goTo, parsePlace } from '../../state/hash-location.ts'
import { alertsOf } from '../../state/layout.ts'
import { openDetail, openRunbook, silence } from '../../state/places.ts'
import { formatView, toggleLevel, type View } from '../../state/view.ts'

/** One key and what it does; the `?` sheet is this table. */
export interface Key {
  /** As `KeyboardEvent.key`, with `Shift+` and `Ctrl+` before it. */
  readonly keys: readonly string[]
  /** As people read it. */
  readonly shown: string
  readonly does: string
  readonly run: (watchfloor: Watchfloor) => void
}

/** A page is what fits a small window; the list scrolls the line into sight. */
const PAGE = 12
const FAR = 1_000_000

/** Every key of the console, in the order of the sheet. */
export const KEYS: readonly Key[] = [
  key(['j', 'ArrowDown'], 'j ↓', 'next line', ({ board }) => board.move(1)),
  key(['k', 'ArrowUp'], 'k ↑', 'previous line', ({ board }) => board.move(-1)),
  key(['PageDown'], 'PgDn', 'a page on', ({ board }) => board.move(PAGE)),
  key(['PageUp'], 'PgUp', 'a page back', ({ board }) => board.move(-PAGE)),
  key(['Home'], 'Home', 'first line', ({ board }) => board.move(-FAR)),
  key(['End'], 'End', 'last line', ({ board }) => board.move(FAR)),
  key(['ArrowRight'], '→', 'open group', (w) => fold(w, true)),
  key(['ArrowLeft'], '←', 'close group', (w) => fold(w, false)),
  key(['Enter'], 'Enter', 'detail', (w) => withFirst(w, openDetail)),
  key(['Escape'], 'Esc', 'back', back),
  key(['x'], 'x', 'select', ({ board }) => {
    const { active } = board.getState()
    if (active !== null) board.toggleSelected(active)
  }),
  key(['Shift+J', 'Shift+ArrowDown'], 'Shift j', 'select on the way', ({ board }) =>
    board.move(1, { extend: true }),
  ),
  key(['Shift+K', 'Shift+ArrowUp'], 'Shift k', 'select on the way back', ({ board }) =>
    board.move(-1, { extend: true }),
  ),
  key(['Ctrl+a'], 'Ctrl A', 'select all shown', ({ board }) => board.selectAll()),
  key(
    ['a'],
    'a',
    'acknowledge until resolved',
    ({ board, actions }) => void actions.acknowledge(board.targets()),
  ),
  key(['u'], 'u', 'give back', ({ board, actions }) => void actions.giveBack(board.targets())),
  key(['Ctrl+z'], 'Ctrl Z', 'undo', ({ actions }) => void actions.undo()),
  key(['s'], 's', 'silence, prefilled', ({ board }) => {
    const targets = board.targets()
    if (targets.length > 0) silence(targets)
  }),
  key(['o'], 'o', 'runbook', (w) => withFirst(w, openRunbook)),
  key(['y'], 'y', 'copy link', copyLink),
  key(['/'], '/', 'filter', ({ screen }) => screen.focusFilter.run()),
  ...LEVELS.map((level, index) =>
    key([String(index + 1)], String(index + 1), `only ${level}, or not`, (w) =>
      setView(w, (v) => toggleLevel(v, level)),
    ),
  ),
  key(['0'], '0', 'every severity', (w) => setView(w, (view) => ({ ...view, levels: [] }))),
  key(['.'], '.', 'take in queued rows', ({ board }) => board.takeIn()),
  key(['i'], 'i', 'side rail', ({ screen }) =>
    screen.setState(({ isRailOpen }) => ({ isRailOpen: !isRailOpen })),
  ),
  key(['?', 'Shift+?'], '?', 'these keys', ({ screen }) =>
    screen.setState(({ isHelpOpen }) => ({ isHelpOpen: !isHelpOpen })),
  ),
]

/** The key of an event; undefined when it has none here. */
export function keyOf(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): Key | undefined {
  if (event.altKey) return undefined
  const control = event.ctrlKey || event.metaKey ? 'Ctrl+' : ''
  const shift = event.shiftKey ? 'Shift+' : ''
  return KEYS.find(({ keys }) => keys.includes(`${control}${shift}${event.key}`))
}

function key(keys: readonly string[], shown: string, does: string, run: Key['run']): Key {
  return { keys, shown, does, run }
}

function withFirst(
  { board }: Watchfloor,
  act: (alert: ReturnType<typeof board.targets>[number]) => unknown,
): void {
  const item = board.item(board.getState().active)
  const [first] = item === undefined ? [] : alertsOf(item)
  if (first !== undefined) act(first)
  else if (item?.kind === 'lane' && item.foldable) board.setUnfolded(item.lane, item.folded)
}

function fold({ board }: Watchfloor, open: boolean): void {
  const item = board.item(board.getState().active)
  if (item?.kind === 'lane' && item.foldable) board.setUnfolded(item.lane, open)
  else if (item?.kind === 'row') board.setOpen(item.id, open)
  else if (item?.kind === 'member' && !open) {
    board.setOpen(item.row.id, false)
    board.setActive(item.row.id)
  }
}

/** Closes what is open, innermost first; then lets the list go. */
function back({ board, screen }: Watchfloor): void {
  const { isHelpOpen, isRailOpen } = screen.getState()
  if (isHelpOpen || isRailOpen) return screen.setState({ isHelpOpen: false, isRailOpen: false })
  if (board.getState().selected.size > 0) return board.clearSelection()
  board.setActive(null)
}

function setView({ board }: Watchfloor, change: (view: View) => View): void {
  const { path } = parsePlace(location.hash)
  goTo(`${path}?${formatView(change(board.getState().view))}`, { replace: true })
}

function copyLink({ actions }: Watchfloor): void {
  navigator.clipboard.writeText(location.href).then(
    () => actions.tell('Link copied'),
    () => actions.tell('The browser did not allow copying. The link is in the address bar.'),
  )
}
