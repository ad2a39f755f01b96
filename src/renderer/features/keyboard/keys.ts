import { LEVELS } from '@watchfloor/contract'
import { MOST_VIEWS } from '../../../shared/saved-views.ts'
import { perform } from '../../state/acts.ts'
import type { Watchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { lookBack } from '../../state/places.ts'
import { filterToCause, silenceCause } from '../../state/storm-acts.ts'
import { targetOf } from '../../state/targets.ts'
import { chooseByDigit } from '../../state/view-acts.ts'
import { clearFilter } from '../../state/view-place.ts'
import { jumpLane } from './lane-jumps.ts'
import {
  back,
  copyLink,
  copyText,
  fold,
  nextInDetail,
  nextRegion,
  peek,
  showLevel,
  step,
  toggleRail,
  toggleSelected,
} from './moves.ts'
import { acts, standingAt } from './standing.ts'

/**
 * Where a key acts. `board`: where the board is in sight. `lines`: where a list is that keys move through. `alerts`:
 * where alerts can be meant, on the board and in a detail. `detail`: in a detail. `past`: where a moment is looked at.
 * `desktop`: in the desktop app.
 */
export type KeyPlace = 'everywhere' | 'board' | 'lines' | 'alerts' | 'detail' | 'past' | 'desktop'

/** One key and what it does; the `?` sheet and the palette are this table. */
export interface Key {
  /** As `press.ts` names them; a second key of a sequence after a space. */
  readonly keys: readonly string[]
  /** As people read it. */
  readonly shown: string
  readonly does: string
  readonly of: KeyPlace
  /** Means something else where the list does not have the keyboard, such as to scroll a detail. */
  readonly yields?: true
  /** Acts in a field too: it is nothing that anybody types. */
  readonly inFields?: true
  /** `pressed` is the sign of the last press, for keys that are several; nothing where no key was pressed. */
  readonly run: (watchfloor: Watchfloor, pressed?: string) => void
}

/** Farther than any list is long. */
const FAR = 1_000_000

const VIEW_KEYS = Array.from({ length: MOST_VIEWS + 1 }, (_, digit) => `v ${digit}`)

/** Every key of the console, in the order of the sheet. */
export const KEYS: readonly Key[] = [
  key('lines', ['j'], 'j', 'next line', (w) => step(w, 1)),
  key('lines', ['k'], 'k', 'previous line', (w) => step(w, -1)),
  own('lines', ['ArrowDown'], '↓', 'next line', (w) => step(w, 1)),
  own('lines', ['ArrowUp'], '↑', 'previous line', (w) => step(w, -1)),
  own('lines', ['PageDown'], 'PgDn', 'a page on', (w) => step(w, w.screen.lines?.page() ?? 0)),
  own('lines', ['PageUp'], 'PgUp', 'a page back', (w) => step(w, -(w.screen.lines?.page() ?? 0))),
  own('lines', ['Home'], 'Home', 'first line', (w) => step(w, -FAR)),
  own('lines', ['End'], 'End', 'last line', (w) => step(w, FAR)),
  key('board', ['}'], '}', 'next lane', (w) => jumpLane(w, 1)),
  key('board', ['{'], '{', 'lane before', (w) => jumpLane(w, -1)),
  own('board', ['ArrowRight'], '→', 'open group', (w) => fold(w, true)),
  own('board', ['ArrowLeft'], '←', 'close group', (w) => fold(w, false)),
  own('board', ['Space'], 'Space', 'peek: the whole text', peek),
  own('lines', ['Enter'], 'Enter', 'detail', ({ screen }) => screen.lines?.open()),
  key('everywhere', ['Escape'], 'Esc', 'back', back),
  key('detail', ['['], '[', 'previous in detail', (w) => nextInDetail(w, -1)),
  key('detail', [']'], ']', 'next in detail', (w) => nextInDetail(w, 1)),
  own('board', ['x'], 'x', 'select', toggleSelected),
  own('board', ['Shift+J', 'Shift+ArrowDown'], 'Shift j', 'select on the way', (w) => step(w, 1, true)),
  own('board', ['Shift+K', 'Shift+ArrowUp'], 'Shift k', 'select on the way back', (w) => step(w, -1, true)),
  own('board', ['Ctrl+a'], 'Ctrl A', 'select all shown', ({ board }) => board.selectAll()),
  key('alerts', ['a'], 'a', 'acknowledge until resolved', (w) => perform(w, 'acknowledge')),
  key('alerts', ['Shift+A'], 'Shift A', 'acknowledge until a time, or until worse, with a note', (w) =>
    perform(w, 'acknowledgeWith'),
  ),
  key('alerts', ['u'], 'u', 'give back, or decline', (w) => perform(w, 'giveBack')),
  key('alerts', ['Shift+H'], 'Shift H', 'hand over', (w) => perform(w, 'handOver')),
  key('alerts', ['n'], 'n', 'note', (w) => perform(w, 'note')),
  key('alerts', ['e'], 'e', 'end unconfirmed by hand', (w) => perform(w, 'end')),
  key('everywhere', ['Ctrl+z'], 'Ctrl Z', 'undo', ({ undo }) => void undo.undo()),
  key('everywhere', ['s'], 's', 'silence, prefilled', (w) => perform(w, 'silence')),
  key('alerts', ['o'], 'o', 'runbook', (w) => perform(w, 'runbook')),
  key('alerts', ['d'], 'd', 'dashboard', (w) => perform(w, 'dashboard')),
  key('everywhere', ['y'], 'y', 'copy link', copyLink),
  key('alerts', ['Shift+Y'], 'Shift Y', 'copy as text', copyText),
  key('board', ['/'], '/', 'filter', ({ screen }) => screen.focusFilter.run()),
  key('board', ['\\'], '\\', 'clear the filter', clearFilter),
  ...LEVELS.map((level, index) =>
    key('board', [String(index + 1)], String(index + 1), `only ${level}, or not`, () => showLevel(level)),
  ),
  key('board', ['0'], '0', 'every severity', () => showLevel(null)),
  key('board', ['c'], 'c', 'only what a storm’s cause explains, or not', filterToCause),
  key('board', ['Shift+C'], 'Shift C', 'silence a storm’s cause, but no criticals', silenceCause),
  key('board', ['b'], 'b', 'group by', ({ screen }) => screen.groupMenu.open()),
  key('everywhere', VIEW_KEYS, 'v 0–9', 'view of that number; 0 is everything', (w, pressed) =>
    pressed === undefined ? w.screen.views.open() : chooseByDigit(w, Number(pressed)),
  ),
  key('board', ['v k'], 'v k', 'keep the filter as a view', ({ screen }) => screen.views.keep()),
  key('board', ['v v'], 'v v', 'views', ({ screen }) => screen.views.open()),
  key('board', ['.'], '.', 'take in queued rows', ({ board }) => board.takeIn()),
  key('everywhere', ['i'], 'i', 'side rail', toggleRail),
  key('past', ['-'], '−', 'a minute earlier', ({ past }) => past?.stepMinutes(-1)),
  key('past', ['+', '='], '+', 'a minute later', ({ past }) => past?.stepMinutes(1)),
  key('past', ['<'], '<', 'the event before', ({ past }) => void past?.stepEvents(-1)),
  key('past', ['>'], '>', 'the next event', ({ past }) => void past?.stepEvents(1)),
  key('everywhere', ['g b'], 'g b', 'board', () => goTo('/')),
  key('everywhere', ['g s'], 'g s', 'silences', () => goTo('/silences')),
  key('desktop', ['g i'], 'g i', 'inbox', () => goTo('/inbox')),
  key('everywhere', ['g o'], 'g o', 'handover', () => goTo('/handover')),
  key('everywhere', ['g h'], 'g h', 'look back', lookBack),
  key('everywhere', ['g t'], 'g t', 'statistics', () => goTo('/stats')),
  key('everywhere', ['g c'], 'g c', 'chain', () => goTo('/health')),
  key('everywhere', ['g ,'], 'g ,', 'settings', () => goTo('/settings')),
  key('everywhere', ['g a'], 'g a', 'tokens and sessions', () => goTo('/access')),
  key('everywhere', ['g l'], 'g l', 'log of what was done', () => goTo('/audit')),
  anywhere(['F6'], 'F6', 'next region', () => nextRegion(1)),
  anywhere(['Shift+F6'], 'Shift F6', 'previous region', () => nextRegion(-1)),
  anywhere(['Ctrl+k'], 'Ctrl K', 'everything by its name', openPalette),
  key('everywhere', ['?'], '?', 'these keys', ({ screen }) =>
    screen.setState(({ isHelpOpen }) => ({ isHelpOpen: !isHelpOpen })),
  ),
]

/** The palette knows what was meant before it had the keyboard. */
export function openPalette(watchfloor: Watchfloor): void {
  const here = standingAt(watchfloor, document.activeElement)
  const usable = KEYS.filter((one) => acts(one, { ...here, target: 'page', isAside: false }))
  const keys = new Set(usable.map(({ shown }) => shown))
  watchfloor.screen.setState({ palette: { watchfloor, target: targetOf(watchfloor), keys } })
}

/** Keys that begin a sequence of two. */
export const PREFIXES: ReadonlySet<string> = new Set(
  KEYS.flatMap(({ keys }) => keys.filter((one) => one.includes(' ')).map((one) => one.slice(0, 1))),
)

/** The key of a press, after the first of a sequence if there was one; undefined when it has none here. */
export function keyOf(names: readonly string[], prefix = ''): Key | undefined {
  for (const name of names) {
    const wanted = prefix === '' ? name : `${prefix} ${name}`
    const found = KEYS.find(({ keys }) => keys.includes(wanted))
    if (found !== undefined) return found
  }
  return undefined
}

function key(of: KeyPlace, keys: readonly string[], shown: string, does: string, run: Key['run']): Key {
  return { keys, shown, does, of, run }
}

/** A key that only the list's own place has: elsewhere the browser's meaning of it stays. */
function own(...parts: Parameters<typeof key>): Key {
  return { ...key(...parts), yields: true }
}

function anywhere(keys: readonly string[], shown: string, does: string, run: Key['run']): Key {
  return { ...key('everywhere', keys, shown, does, run), inFields: true }
}
