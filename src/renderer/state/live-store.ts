import type { Freshness } from '@watchfloor/client'
import { type Board, type Event, fold, fromSnapshot } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BoardBridge } from './bridge.ts'

/** What the bridge has told: the board as of the last painted frame, and how far it can be trusted. */
export interface LiveState {
  /** Null until the first one arrives. */
  readonly board: Board | null
  readonly freshness: Freshness | null
  /** Our monotonic time when `freshness` arrived: its own times may be another process's. */
  readonly freshness_at: number
}

/** One frame's worth of change, told once to each listener after the store has it. */
export interface Frame {
  /** The board was replaced, or this is the first one: nothing in it is news. */
  readonly replaced: boolean
  /** The events of this frame in order; with `replaced` those after the new board. */
  readonly events: readonly Event[]
}

export interface LiveStore extends StoreApi<LiveState> {
  /** Told after every applied frame. */
  onFrame(listener: (frame: Frame) => void): () => void
}

export interface LiveOptions {
  readonly bridge: BoardBridge
  /** Runs once before the next paint, or soon when nothing is painted. */
  readonly nextFrame: (run: () => void) => void
  readonly monotonic: () => number
}

/** Joins a bridge to a store. `stop` ends delivery. */
export function createLiveStore(options: LiveOptions): { store: LiveStore; stop: () => void } {
  const state = createStore<LiveState>(() => ({ board: null, freshness: null, freshness_at: 0 }))
  const listeners = new Set<(frame: Frame) => void>()
  let next: Board | undefined
  let pending: Event[] = []
  let scheduled = false

  const apply = (): void => {
    scheduled = false
    const replaced = next !== undefined
    const base = next ?? state.getState().board
    const events = pending
    next = undefined
    pending = []
    if (base === null) return
    state.setState({ board: events.length > 0 ? fold(base, events) : base })
    for (const listener of listeners) listener({ replaced, events })
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    options.nextFrame(apply)
  }

  const stop = options.bridge.connect({
    onBoard: (snapshot) => {
      next = fromSnapshot(snapshot)
      pending = []
      schedule()
    },
    onEvents: (events) => {
      pending.push(...events)
      schedule()
    },
    onFreshness: (freshness) => state.setState({ freshness, freshness_at: options.monotonic() }),
  })
  const store: LiveStore = Object.assign(state, {
    onFrame: (listener: (frame: Frame) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  return { store, stop }
}
