import type { Freshness } from '@watchfloor/client'
import {
  applyEvent,
  type Board,
  type BoardAlert,
  draftOf,
  type Event,
  fromSnapshot,
  hasLeft,
  type Millis,
  parseTime,
} from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BoardBridge } from './bridge.ts'

/** What the bridge has told: the board as of the last painted frame, and how far it can be trusted. */
export interface LiveState {
  /**
   * Null until the first one arrives. Another object after every change; its alerts are the store's own, which changes
   * them in place: copying 100,000 for every frame would cost more than the frame has.
   */
  readonly board: Board | null
  readonly freshness: Freshness | null
  /** Our monotonic time when `freshness` arrived: its own times may be another process's. */
  readonly freshness_at: number
  /**
   * When the board was last known to be true, while it is only the copy that was kept on this computer; null once the
   * stream has been live.
   */
  readonly saved_at: Millis | null
  /** Is this only the first look at a board that is still on its way? What it leaves out then comes. */
  readonly isFirstLook: boolean
  /** Why the last frame could not be taken in; until one is, what is shown is not what is. */
  readonly fault: Error | null
}

/** One frame's worth of change, told once to each listener after the store has it. */
export interface Frame {
  /** The board was replaced, or this is the first one: nothing in it is news. */
  readonly replaced: boolean
  /** The events of this frame in order; with `replaced` those after the new board. */
  readonly events: readonly Event[]
  /** Fingerprints that these events touched, or that have left the board. */
  readonly changed: ReadonlySet<string>
}

export interface LiveStore extends StoreApi<LiveState> {
  /** Told after every applied frame. */
  onFrame(listener: (frame: Frame) => void): () => void
  /** Lets go of what resolved too long ago to be on the board at this server time. */
  prune(now: Millis): void
  /** Ends delivery. */
  stop(): void
}

export interface LiveOptions {
  readonly bridge: BoardBridge
  /** Runs once before the next paint, or soon when nothing is painted. */
  readonly nextFrame: (run: () => void) => void
  readonly monotonic: () => number
}

/** Joins a bridge to a store. Events wait for the next frame and are folded together. */
export function createLiveStore(options: LiveOptions): LiveStore {
  const state = createStore<LiveState>(() => ({
    board: null,
    freshness: null,
    freshness_at: 0,
    saved_at: null,
    isFirstLook: false,
    fault: null,
  }))
  const listeners = new Set<(frame: Frame) => void>()
  let alerts = new Map<string, BoardAlert>()
  let next: Board | undefined
  let pending: Event[] = []
  let isScheduled = false

  const tell = (frame: Frame): void => {
    for (const listener of listeners) listener(frame)
  }
  const takeIn = (): void => {
    const { board, fault } = state.getState()
    const replaced = next !== undefined
    const base = next ?? board
    const events = pending
    next = undefined
    pending = []
    // Nothing is left for a frame when it was too much to wait for it.
    if (base === null || (!replaced && events.length === 0 && fault === null)) return
    if (replaced) alerts = new Map(base.alerts)
    const own = { ...draftOf({ ...base, alerts: NO_ALERTS }), alerts }
    for (const event of events) applyEvent(own, event)
    state.setState({ board: own })
    // After a fault nobody knows what was taken in: everything is read anew.
    tell({ replaced: replaced || fault !== null, events, changed: new Set(events.flatMap(fingerprintOf)) })
    if (fault !== null) state.setState({ fault: null })
  }
  const apply = (): void => {
    try {
      takeIn()
    } catch (error) {
      console.error('A frame could not be taken in', error)
      const isFirst = state.getState().fault === null
      state.setState({ fault: error instanceof Error ? error : new Error(String(error)) })
      if (isFirst) schedule()
    }
  }
  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    options.nextFrame(() => {
      isScheduled = false
      apply()
    })
  }

  const stop = options.bridge.connect({
    onBoard: (snapshot, saved_at = null) => {
      next = fromSnapshot(snapshot)
      const saved = saved_at === null ? null : (parseTime(saved_at) ?? null)
      state.setState({ saved_at: saved, isFirstLook: false })
      pending = []
      schedule()
    },
    onFirst: (snapshot) => {
      if (next !== undefined || state.getState().board !== null) return
      next = fromSnapshot(snapshot)
      state.setState({ isFirstLook: true })
      schedule()
    },
    onEvents: (events) => {
      for (const event of events) pending.push(event)
      if (pending.length < MOST_PENDING) schedule()
      else apply()
    },
    onFreshness: (freshness) =>
      state.setState({
        freshness,
        freshness_at: options.monotonic(),
        ...(freshness.state === 'live' && { saved_at: null }),
      }),
  })
  return Object.assign(state, {
    onFrame: (listener: (frame: Frame) => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    prune: (now: Millis) => {
      const { board } = state.getState()
      if (board === null) return
      const left = Array.from(alerts.values()).filter((alert) => hasLeft(alert, now))
      if (left.length === 0) return
      for (const { fingerprint } of left) alerts.delete(fingerprint)
      state.setState({ board: { ...board } })
      tell({ replaced: false, events: [], changed: new Set(left.map(({ fingerprint }) => fingerprint)) })
    },
    stop,
  })
}

/** A page out of sight may have no frame for a minute: beyond this, what came is taken in and not kept. */
const MOST_PENDING = 5_000

const NO_ALERTS: ReadonlyMap<string, BoardAlert> = new Map()

function fingerprintOf(event: Event): string[] {
  return event.source === 'alert_processor' ? [event.data.fingerprint] : []
}
