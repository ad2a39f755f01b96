import type { BoardAlert, LeftOut } from '@watchfloor/contract'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { DeskState } from '../../shared/desk-state.ts'
import type { LeftOutHow } from '../../shared/left-out-words.ts'
import type { Actions, QuestionStore } from './actions.ts'
import type { BoardState, BoardStore } from './board-store.ts'
import type { BoardBridge } from './bridge.ts'
import type { DeedStore } from './deeds.ts'
import type { DeskStore } from './desk.ts'
import type { GlowStore } from './glows.ts'
import type { LiveState, LiveStore } from './live-store.ts'
import type { OverviewStore } from './overview.ts'
import type { Past } from './past.ts'
import type { PreferenceStore, Preferences } from './preferences.ts'
import type { Screen } from './screen.ts'
import type { Seen } from './seen.ts'
import type { Ticker } from './ticker.ts'
import type { ToastStore } from './toasts.ts'
import type { UndoStack } from './undo.ts'
import type { ViewCountStore } from './view-counts.ts'
import type { ViewsStore } from './views.ts'
import type { WhoStore } from './who.ts'
import type { WorkStore } from './works.ts'

/** Everything that a feature may reach. Features do not import each other: they meet here. */
export interface Watchfloor {
  readonly bridge: BoardBridge
  /** What the desktop app knows of itself; holds null in a browser tab. */
  readonly desk: DeskStore
  /** As whom the server knows this person, and what they may. */
  readonly who: WhoStore
  /** What the bridge has told. */
  readonly live: LiveStore
  /** The board in lanes, with what is selected and held. */
  readonly board: BoardStore
  /** What many alerts have in common. */
  readonly overview: OverviewStore
  /** Views that this person keeps, and what needs somebody in each. */
  readonly views: ViewsStore
  readonly viewCounts: ViewCountStore
  /** What changed a moment ago. */
  readonly glows: GlowStore
  /** What others did a moment ago. */
  readonly deeds: DeedStore
  readonly toasts: ToastStore
  /** What was done here and can be taken back. */
  readonly undo: UndoStack
  /** What is being done with many things, and takes a while. */
  readonly works: WorkStore
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
  readonly actions: Actions
  readonly ticker: Ticker
  readonly screen: Screen
  /** Which alerts this person had in sight (S26). */
  readonly seen: Seen
  /** Where a moment of the past is looked at: then all of this is as it was. */
  readonly past?: Past
}

export const WatchfloorContext = createContext<Watchfloor | null>(null)

export function useWatchfloor(): Watchfloor {
  const watchfloor = useContext(WatchfloorContext)
  if (watchfloor === null) throw new Error('useWatchfloor is used outside WatchfloorContext')
  return watchfloor
}

/** A slice of what the bridge has told; renders again only when the slice changes (compared with Object.is). */
export function useLive<T>(select: (state: LiveState) => T): T {
  return useStore(useWatchfloor().live, select)
}

/** A slice of the board as this person sees it. */
export function useBoard<T>(select: (state: BoardState) => T): T {
  return useStore(useWatchfloor().board, select)
}

export function usePreferences<T>(select: (state: Preferences) => T): T {
  return useStore(useWatchfloor().preferences, select)
}

/** A slice of what the desktop app knows of itself; it is given null in a browser tab. */
export function useDesk<T>(select: (desk: DeskState | null) => T): T {
  return useStore(useWatchfloor().desk, select)
}

/** How many firing alerts of each level the board leaves out; undefined when it is whole. */
export function useLeftOut(): LeftOut | undefined {
  return useLive(({ board }) => board?.left_out)
}

/** What becomes of those: they stay away, or are still on their way. */
export function useLeftOutHow(): LeftOutHow {
  return useLive(({ isFirstLook }) => (isFirstLook ? 'to come' : 'left out'))
}

export function useAlert(fingerprint: string): BoardAlert | undefined {
  return useLive((state) => state.board?.alerts.get(fingerprint))
}

/**
 * A text or number derived from the time. The component renders again only when the result changes, so an age
 * in minutes costs nothing in between.
 */
export function useTicking<T extends string | number | boolean>(read: (ticker: Ticker) => T): T {
  const { ticker, preferences } = useWatchfloor()
  // In another zone every time is another text, at once.
  useStore(preferences, ({ zone }) => zone)
  return useSyncExternalStore(ticker.subscribe, () => read(ticker))
}
