import type { Refusal } from '@watchfloor/client'
import { formatTime, type Millis, parseBoardSnapshot, parseTime } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { refusalText } from '../ui/refusal-text.ts'
import type { Actions } from './actions.ts'
import { createBoardStore } from './board-store.ts'
import { ask, type BoardListener } from './bridge.ts'
import type { Watchfloor } from './context.ts'
import { eventBeside, type PastEvent } from './event-beside.ts'
import { goTo } from './hash-location.ts'
import { createLiveStore } from './live-store.ts'
import { NOT_THEN, tellWhyNot } from './may.ts'
import { momentPlace, openAlert } from './moment.ts'
import { NO_VALUES } from './top-values.ts'

export interface PastState {
  /** The moment that was asked for. */
  readonly wanted: Millis
  /** Why it cannot be shown; null while nothing speaks against it. */
  readonly refusal: Refusal | null
  readonly isReading: boolean
  /** The event that was stepped to; null when the moment was chosen otherwise. */
  readonly event: PastEvent | null
}

/** A board of before: the same stores as those of the present, on which nothing happens. */
export interface Past extends StoreApi<PastState> {
  /** Shows another moment; the one before stays in sight while it is read. */
  lookAt(at: Millis): void
  /** Goes on by so many minutes, and not beyond now. */
  stepMinutes(by: number): void
  /** Goes to the event of the view's alerts before, or the next. */
  stepEvents(way: -1 | 1): Promise<void>
}

const MINUTE = 60_000

/** All that a feature reaches, as of a moment: what is now stays as it is, and nothing can be done to what was. */
export function createPast(now: Watchfloor): Watchfloor & { readonly past: Past } {
  let listener: BoardListener | undefined
  const live = createLiveStore({
    bridge: {
      ...now.bridge,
      connect: (to) => {
        listener = to
        return () => {}
      },
    },
    nextFrame: (run) => run(),
    monotonic: now.ticker.monotonic,
  })
  const state = createStore<PastState>(() => ({
    wanted: Number.NaN,
    refusal: null,
    isReading: false,
    event: null,
  }))
  const readers = new Set<() => void>()
  let shown = now.ticker.now()

  const board = createBoardStore(live)
  const tell = (text: string): void => void now.toasts.push({ kind: 'result', text: [text], actions: [] })

  /** One after the other: whoever holds a key down asks for the last moment, not for all on the way. */
  const read = async (): Promise<void> => {
    const { wanted } = state.getState()
    const path = `/api/v2/board?at=${encodeURIComponent(formatTime(wanted))}`
    const answer = await ask(now.bridge, { path }, parseBoardSnapshot)
    if (state.getState().wanted !== wanted) return read()
    state.setState({ isReading: false, refusal: answer.ok ? null : answer })
    if (!answer.ok) return
    shown = wanted
    for (const tick of readers) tick()
    listener?.onBoard(answer.value)
  }
  const lookAt = (at: Millis): void => {
    const { isReading, event } = state.getState()
    const isOfEvent = event !== null && parseTime(event.timestamp) === at
    state.setState({ wanted: at, isReading: true, event: isOfEvent ? event : null })
    if (!isReading) void read()
  }
  const go = (at: Millis): void => goTo(momentPlace(at, openAlert()), { replace: true })
  const stepMinutes = (by: number): void => {
    const at = state.getState().wanted + by * MINUTE
    if (at < now.ticker.now()) go(at)
    else tell('That is now: Esc leads to the live board.')
  }
  const stepEvents = async (way: -1 | 1): Promise<void> => {
    const { wanted } = state.getState()
    const answer = await eventBeside(now.bridge, wanted, way, board.getState().view)
    if (state.getState().wanted !== wanted) return
    if (!answer.ok) return tell(refusalText('Event not found', answer))
    if (answer.value === null) return tell(way < 0 ? 'No earlier event is kept.' : 'Nothing happened since.')
    state.setState({ event: answer.value })
    go(parseTime(answer.value.timestamp) ?? wanted)
  }
  return {
    ...now,
    live,
    board,
    overview: Object.assign(
      createStore(() => ({ storm: null, top: NO_VALUES })),
      NOTHING,
    ),
    glows: Object.assign(
      createStore(() => ({ changed: new Map<string, number>() })),
      NOTHING,
    ),
    deeds: Object.assign(
      createStore(() => ({ deeds: new Map(), left: [] })),
      { take: () => {}, ...NOTHING },
    ),
    seen: { opened: () => {}, ...NOTHING },
    actions: refusing(now),
    ticker: {
      ...now.ticker,
      now: () => shown,
      subscribe: (tick) => {
        readers.add(tick)
        return () => readers.delete(tick)
      },
    },
    // What is painted of the past is not what is painted of now.
    screen: {
      ...now.screen,
      painted: { rows: new Set() },
      focusFilter: { run: () => {} },
      groupMenu: { open: () => {} },
      lines: null,
      detail: null,
      exits: new Set(),
    },
    past: Object.assign(state, { lookAt, stepMinutes, stepEvents }),
  }
}

const NOTHING = { stop: () => {} }

/** Every act says why it cannot be done to what was. */
function refusing({ actions, toasts }: Pick<Watchfloor, 'actions' | 'toasts'>): Actions {
  const refuse = (): void => tellWhyNot(NOT_THEN, { toasts })
  const all = Object.fromEntries(Object.keys(actions).map((name) => [name, refuse]))
  return { ...actions, ...all, tell: actions.tell }
}
