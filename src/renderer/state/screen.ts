import { createStore, type StoreApi } from 'zustand/vanilla'

export interface ScreenState {
  /** Is the side rail's drawer open? Only where the window is too narrow to show the rail itself. */
  readonly isRailOpen: boolean
  readonly isHelpOpen: boolean
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
  /** Opens the choice of what the list is grouped by; the filter bar answers. */
  readonly groupMenu: { open: () => void }
  /** Puts the keyboard into the list, or takes it out; the list answers. */
  readonly list: { focus: () => void; blur: () => void }
}

export function createScreen(): Screen {
  const store = createStore<ScreenState>(() => ({ isRailOpen: false, isHelpOpen: false }))
  return Object.assign(store, {
    painted: { rows: new Set<string>() as ReadonlySet<string> },
    meant: new Set<string>() as ReadonlySet<string>,
    boardQuery: '',
    focusFilter: { run: () => {} },
    groupMenu: { open: () => {} },
    list: { focus: () => {}, blur: () => {} },
  })
}
