import type { Refusal } from '@watchfloor/client'
import { parser } from '@watchfloor/contract'
import Type from 'typebox'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DesktopOnly } from '../../shared/bridge.ts'
import { SavedViews } from '../../shared/saved-views.ts'
import type { Shelf } from './preferences.ts'

/** The views that this person keeps, and which of them decides; null: everything does. */
export interface ViewsState {
  readonly views: SavedViews
  readonly view: string | null
}

/** Kept in the desktop app's settings, where they decide notifications as well, or in this browser. */
export interface ViewsStore extends StoreApi<ViewsState> {
  /** In force at once; answers whether it was taken. */
  change(change: Partial<ViewsState>): Promise<boolean>
  stop(): void
}

export interface ViewsParts {
  /** Undefined in a browser tab. */
  readonly desktop: DesktopOnly<Refusal> | undefined
  readonly shelf: Shelf
  readonly refused: (refusal: Refusal) => void
}

const KEY = 'watchfloor.views'
const parse = parser(Type.Object({ views: SavedViews, view: Type.Union([Type.String(), Type.Null()]) }))

export function createViews({ desktop, shelf, refused }: ViewsParts): ViewsStore {
  if (desktop === undefined) return browserViews(shelf)
  const store = createStore<ViewsState>(() => pick(desktop.desk.settings))
  const stop = desktop.onDesk(({ settings }) => {
    const next = pick(settings)
    if (JSON.stringify(next) !== JSON.stringify(store.getState())) store.setState(next)
  })
  return Object.assign(store, {
    stop,
    change: async (change: Partial<ViewsState>) => {
      const answer = await desktop.changeSettings(change)
      if (answer.ok) store.setState(pick(answer.value))
      else refused(answer)
      return answer.ok
    },
  })
}

function browserViews(shelf: Shelf): ViewsStore {
  const store = createStore<ViewsState>(() => read(shelf))
  return Object.assign(store, {
    stop: () => {},
    change: async (change: Partial<ViewsState>) => {
      store.setState(change)
      try {
        shelf.setItem(KEY, JSON.stringify(store.getState()))
      } catch (error) {
        console.warn('Views are kept until this window closes only.', error)
      }
      return true
    },
  })
}

/** What another version wrote there and cannot be read is nothing that was kept. */
function read(shelf: Shelf): ViewsState {
  try {
    const kept = parse(JSON.parse(shelf.getItem(KEY) ?? ''))
    if (kept.ok) return kept.value
  } catch {
    // Nothing is kept, or it is no JSON.
  }
  return { views: [], view: null }
}

function pick({ views, view }: ViewsState): ViewsState {
  return { views, view }
}
