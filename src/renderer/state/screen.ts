import type { Alert, BoardAlert } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Watchfloor } from './context.ts'
import type { Target } from './targets.ts'

/** The palette, and what there was when it was opened. */
export interface OpenPalette {
  /** What it reaches: of a moment of the past nothing of the present. */
  readonly watchfloor: Watchfloor
  /** What was in sight and selected. */
  readonly target: Target
  /** Keys that acted there, as the table shows them. */
  readonly keys: ReadonlySet<string>
}

export interface ScreenState {
  /** Is the side rail's drawer open? Only where the window is too narrow to show the rail itself. */
  readonly isRailOpen: boolean
  readonly isHelpOpen: boolean
  /** Is the line's whole text shown over the list? */
  readonly isPeeking: boolean
  readonly palette: OpenPalette | null
}

/** A list that keys move through, while it is in sight. */
export interface Lines {
  readonly of: 'board' | 'inbox'
  /** By so many lines, and brings the keyboard into the list; `extend` selects on the way. */
  readonly move: (by: number, extend?: boolean) => void
  /** How many lines a page has. */
  readonly page: () => number
  /** What Enter does to the line. */
  readonly open: () => void
  readonly focus: () => void
  /** Does it have the keyboard? */
  readonly has: () => boolean
  /** Scrolls the line into sight; false when it was. */
  readonly show: () => boolean
}

/** The open detail. */
export interface DetailInSight {
  /** Null while it is read. */
  readonly alert: Alert | null
  /** The alerts of its group that the board shows, when the detail is the group's; else null. */
  readonly group: readonly BoardAlert[] | null
  /** Over the board, or in its place. */
  readonly as: 'panel' | 'page'
  /** Does it have the keyboard? */
  readonly has: () => boolean
}

/** What is open over the board, and what of it is painted. */
export interface Screen extends StoreApi<ScreenState> {
  /** Rows that are in sight right now; kept by the list, read by who must not repeat what is seen. */
  readonly painted: { rows: ReadonlySet<string> }
  /** Fingerprints that a silence was begun for, so that its form can say what else it hides. */
  meant: ReadonlySet<string>
  /** The board's query when it was last looked at. */
  boardQuery: string
  /** Puts the cursor into the filter; the filter bar answers. */
  readonly focusFilter: { run: () => void }
  /** Names the present filter as a view, or opens the menu of views; the views answer. */
  readonly views: { keep: () => void; open: () => void }
  /** Opens the choice of what the list is grouped by; the filter bar answers. */
  readonly groupMenu: { open: () => void }
  /** The list in sight; null where there is none. */
  lines: Lines | null
  /** The detail in sight; null where there is none. */
  detail: DetailInSight | null
  /** What Esc leaves, the outermost first; each screen that can be left says how. */
  readonly exits: Set<() => void>
}

export function createScreen(): Screen {
  const store = createStore<ScreenState>(() => ({
    isRailOpen: false,
    isHelpOpen: false,
    isPeeking: false,
    palette: null,
  }))
  return Object.assign(store, {
    painted: { rows: new Set<string>() as ReadonlySet<string> },
    meant: new Set<string>() as ReadonlySet<string>,
    boardQuery: '',
    focusFilter: { run: () => {} },
    views: { keep: () => {}, open: () => {} },
    groupMenu: { open: () => {} },
    lines: null,
    detail: null,
    exits: new Set<() => void>(),
  })
}
