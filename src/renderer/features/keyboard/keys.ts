import { LEVELS } from '@watchfloor/contract'
import type { Watchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { openDashboard, openDetail, openRunbook, silence } from '../../state/places.ts'
import { filterToCause, silenceCause } from '../../state/storm-acts.ts'
import { jumpLane } from './lane-jumps.ts'
import {
  back,
  copyLink,
  copyText,
  fold,
  nextInDetail,
  nextRegion,
  showLevel,
  step,
  withFirst,
} from './moves.ts'

/** One key and what it does; the `?` sheet is this table. */
export interface Key {
  /** As `KeyboardEvent.key`, with `Shift+` and `Ctrl+` before it; a second key of a sequence after a space. */
  readonly keys: readonly string[]
  /** As people read it. */
  readonly shown: string
  readonly does: string
  /** Of the list, so only where the list is; or only of the desktop app. Anything else acts everywhere. */
  readonly of?: 'list' | 'desktop'
  readonly run: (watchfloor: Watchfloor) => void
}

/** A page is what fits a small window; the list scrolls the line into sight. */
const PAGE = 12
const FAR = 1_000_000

/** Every key of the console, in the order of the sheet. */
export const KEYS: readonly Key[] = [
  listKey(['j', 'ArrowDown'], 'j ↓', 'next line', (w) => step(w, 1)),
  listKey(['k', 'ArrowUp'], 'k ↑', 'previous line', (w) => step(w, -1)),
  listKey(['PageDown'], 'PgDn', 'a page on', (w) => step(w, PAGE)),
  listKey(['PageUp'], 'PgUp', 'a page back', (w) => step(w, -PAGE)),
  listKey(['Home'], 'Home', 'first line', (w) => step(w, -FAR)),
  listKey(['End'], 'End', 'last line', (w) => step(w, FAR)),
  listKey(['}'], '}', 'next lane', (w) => jumpLane(w, 1)),
  listKey(['{'], '{', 'lane before', (w) => jumpLane(w, -1)),
  listKey(['ArrowRight'], '→', 'open group', (w) => fold(w, true)),
  listKey(['ArrowLeft'], '←', 'close group', (w) => fold(w, false)),
  listKey(['Enter'], 'Enter', 'detail', (w) => withFirst(w, openDetail)),
  key(['Escape'], 'Esc', 'back', back),
  listKey(['['], '[', 'previous in detail', (w) => nextInDetail(w, -1)),
  listKey([']'], ']', 'next in detail', (w) => nextInDetail(w, 1)),
  listKey(['x'], 'x', 'select', ({ board }) => {
    const { active } = board.getState()
    if (active !== null) board.toggleSelected(active)
  }),
  listKey(['Shift+J', 'Shift+ArrowDown'], 'Shift j', 'select on the way', (w) => step(w, 1, true)),
  listKey(['Shift+K', 'Shift+ArrowUp'], 'Shift k', 'select on the way back', (w) => step(w, -1, true)),
  listKey(['Ctrl+a'], 'Ctrl A', 'select all shown', ({ board }) => board.selectAll()),
  listKey(['a'], 'a', 'acknowledge until resolved', (w) => void w.actions.acknowledge(w.board.targets())),
  listKey(['u'], 'u', 'give back', (w) => void w.actions.giveBack(w.board.targets())),
  listKey(['e'], 'e', 'end unconfirmed by hand', (w) => void w.actions.resolve(w.board.targets())),
  key(['Ctrl+z'], 'Ctrl Z', 'undo', ({ undo }) => void undo.undo()),
  key(['s'], 's', 'silence, prefilled', (w) => silence(w, w.board.targets())),
  listKey(['o'], 'o', 'runbook', (w) => withFirst(w, openRunbook)),
  listKey(['d'], 'd', 'dashboard', (w) => withFirst(w, openDashboard)),
  key(['y'], 'y', 'copy link', copyLink),
  key(['Shift+Y'], 'Shift Y', 'copy as text', copyText),
  key(['/'], '/', 'filter', ({ screen }) => screen.focusFilter.run()),
  ...LEVELS.map((level, index) =>
    key([String(index + 1)], String(index + 1), `only ${level}, or not`, () => showLevel(level)),
  ),
  key(['0'], '0', 'every severity', () => showLevel(null)),
  listKey(['c'], 'c', 'only what a storm’s cause explains, or not', filterToCause),
  listKey(['Shift+C'], 'Shift C', 'silence a storm’s cause, but no criticals', silenceCause),
  listKey(['b'], 'b', 'group by', ({ screen }) => screen.groupMenu.open()),
  key(['.'], '.', 'take in queued rows', ({ board }) => board.takeIn()),
  key(['i'], 'i', 'side rail', ({ screen }) =>
    screen.setState(({ isRailOpen }) => ({ isRailOpen: !isRailOpen })),
  ),
  key(['g b'], 'g b', 'board', () => goTo('/')),
  key(['g s'], 'g s', 'silences', () => goTo('/silences')),
  { ...key(['g i'], 'g i', 'inbox', () => goTo('/inbox')), of: 'desktop' },
  key(['g c'], 'g c', 'chain', () => goTo('/health')),
  { ...key(['g ,'], 'g ,', 'settings', () => goTo('/settings')), of: 'desktop' },
  key(['g a'], 'g a', 'tokens and sessions', () => goTo('/access')),
  key(['g l'], 'g l', 'log of what was done', () => goTo('/audit')),
  key(['F6'], 'F6', 'next region', nextRegion),
  key(['?', 'Shift+?'], '?', 'these keys', ({ screen }) =>
    screen.setState(({ isHelpOpen }) => ({ isHelpOpen: !isHelpOpen })),
  ),
]

/** Keys that begin a sequence of two. */
export const PREFIXES: ReadonlySet<string> = new Set(
  KEYS.flatMap(({ keys }) =>
    keys.filter((one) => one.length > 1 && one.includes(' ')).map((one) => one.slice(0, 1)),
  ),
)

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** A press as the table writes it; undefined for what is not ours (Alt). */
export function pressName(event: Press): string | undefined {
  if (event.altKey) return undefined
  const control = event.ctrlKey || event.metaKey ? 'Ctrl+' : ''
  const shift = event.shiftKey && event.key.length > 0 ? 'Shift+' : ''
  // Some layouts write these with Shift; the sign is what counts.
  const isSign = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase()
  return `${control}${isSign && event.key !== '?' ? '' : shift}${event.key}`
}

/** The key of a press, after the first of a sequence if there was one; undefined when it has none here. */
export function keyOf(event: Press, prefix = ''): Key | undefined {
  const name = pressName(event)
  if (name === undefined) return undefined
  const wanted = prefix === '' ? name : `${prefix} ${name}`
  return KEYS.find(({ keys }) => keys.includes(wanted))
}

/** Is it a plain letter or sign? Those can be switched off, for who dictates or rests a hand on the keys. */
export function isSingle(event: Press): boolean {
  return event.key.length === 1 && !event.ctrlKey && !event.metaKey
}

function key(keys: readonly string[], shown: string, does: string, run: Key['run']): Key {
  return { keys, shown, does, run }
}

function listKey(keys: readonly string[], shown: string, does: string, run: Key['run']): Key {
  return { ...key(keys, shown, does, run), of: 'list' }
}
