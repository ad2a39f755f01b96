import type { Refusal } from '@watchfloor/client'
import { createStore } from 'zustand/vanilla'
import { showTimesIn } from '../../shared/times.ts'
import { createAcknowledging } from '../features/acknowledge/acknowledge.ts'
import { createHandingOver } from '../features/acknowledge/hand-over.ts'
import { createNoting } from '../features/acknowledge/noting.ts'
import { createResolving } from '../features/acknowledge/resolve.ts'
import { watchTeam } from '../features/acknowledge/team-watch.ts'
import type { QuestionState } from '../state/actions.ts'
import { createBoardStore } from '../state/board-store.ts'
import type { BoardBridge } from '../state/bridge.ts'
import { notSaved } from '../state/change-settings.ts'
import type { Watchfloor } from '../state/context.ts'
import { createDeeds } from '../state/deeds.ts'
import { createDesk } from '../state/desk.ts'
import { deskShelf } from '../state/desk-shelf.ts'
import { createGlows } from '../state/glows.ts'
import { createLiveStore } from '../state/live-store.ts'
import { createOverview } from '../state/overview.ts'
import { createPreferences, type Shelf } from '../state/preferences.ts'
import { createScreen } from '../state/screen.ts'
import { createSeen } from '../state/seen.ts'
import { createTicker } from '../state/ticker.ts'
import { createToasts, type ToastStore } from '../state/toasts.ts'
import { createUndo } from '../state/undo.ts'
import { createViewCounts } from '../state/view-counts.ts'
import { createViews } from '../state/views.ts'
import { actingName, createWho } from '../state/who.ts'
import { createWorks } from '../state/works.ts'

/** What the console needs of the page it runs in. */
export interface Page {
  /** Wall time, milliseconds since 1970. */
  readonly now: () => number
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
  /** Runs once before the next paint, or soon when nothing is painted. */
  readonly nextFrame: (run: () => void) => void
  /** Is the page visible, and does it have the keyboard? */
  readonly isInFront: () => boolean
  readonly shelf: Shelf
}

/** How often what resolved long ago is let go. */
const PRUNE_MS = 10_000

/** Joins a bridge to the state that all features share. `stop` ends delivery and every timer of the state. */
export function createWatchfloor(
  bridge: BoardBridge,
  page: Page,
): { readonly watchfloor: Watchfloor; readonly stop: () => void } {
  const live = createLiveStore({ bridge, nextFrame: page.nextFrame, monotonic: page.monotonic })
  const ticker = createTicker({
    now: () => page.now() - (live.getState().freshness?.skew_ms ?? 0),
    wall: page.now,
    monotonic: page.monotonic,
    after: page.after,
  })
  const who = createWho({ bridge, live, shelf: page.shelf, now: ticker.now })
  const me = (): string | null => actingName(who.getState(), preferences.getState())
  const deeds = createDeeds({
    ...page,
    me,
    silences: () => live.getState().board?.silences ?? new Map(),
  })
  const board = createBoardStore(live, deeds)
  const overview = createOverview({ ...page, live, board, now: ticker.now })
  const glows = createGlows(live, page)
  const toasts = createToasts(page.after)
  const undo = createUndo(toasts)
  const works = createWorks(live, page.after)
  const questions = createStore<QuestionState>(() => ({ question: null }))
  const preferences = createPreferences(shelfOf(bridge, page.shelf, toasts))
  showTimesIn(preferences.getState().zone)
  const stopZone = preferences.subscribe(({ zone }) => showTimesIn(zone))
  const refused = (refusal: Refusal): void => void toasts.push({ ...notSaved(refusal), actions: [] })
  const views = createViews({ desktop: bridge.desktop, shelf: page.shelf, refused })
  const viewCounts = createViewCounts(live, views)
  const desk = createDesk({ desktop: bridge.desktop, preferences, toasts })
  const screen = createScreen()
  const seen = createSeen({ ...page, desktop: bridge.desktop, live, board, screen })
  const parts = { bridge, live, board, toasts, undo, works, questions, preferences, who, now: ticker.now }
  const actions = {
    ...createAcknowledging(parts),
    ...createHandingOver(parts),
    ...createNoting(parts),
    ...createResolving(parts),
  }

  const unwatch = watchTeam({ ...parts, actions, me })

  let cancel = page.after(PRUNE_MS, prune)
  function prune(): void {
    live.prune(ticker.now())
    cancel = page.after(PRUNE_MS, prune)
  }
  return {
    watchfloor: {
      bridge,
      desk,
      who,
      live,
      board,
      overview,
      views,
      viewCounts,
      glows,
      deeds,
      toasts,
      undo,
      works,
      questions,
      preferences,
      actions,
      ticker,
      screen,
      seen,
    },
    stop: () => {
      cancel()
      unwatch()
      stopZone()
      seen.stop()
      desk.stop()
      glows.stop()
      overview.stop()
      deeds.stop()
      viewCounts.stop()
      views.stop()
      board.stop()
      who.stop()
      live.stop()
    },
  }
}

/** The person's name has one place: the desktop app's settings where there is one. */
function shelfOf({ desktop }: BoardBridge, shelf: Shelf, toasts: ToastStore): Shelf {
  if (desktop === undefined) return shelf
  return deskShelf(desktop, shelf, (refusal) => void toasts.push({ ...notSaved(refusal), actions: [] }))
}
