import type { BoardAlert, LabelSet } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { LANES } from '../../shared/lanes.ts'
import type { Arrangement } from './arranger.ts'
import type { BoardStore } from './board-store.ts'
import { factReader } from './facts.ts'
import type { LiveStore } from './live-store.ts'
import { type BoardStorm, stormOf } from './storm-line.ts'
import { NO_VALUES, type TopValues, topValues } from './top-values.ts'

/** What many alerts have in common. */
export interface Overview {
  readonly storm: BoardStorm | null
  readonly top: TopValues
}

export type OverviewStore = StoreApi<Overview> & { stop(): void }

export interface OverviewParts {
  readonly live: LiveStore
  readonly board: BoardStore
  /** The server's time. */
  readonly now: () => number
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
}

/** It is read anew at most this often, and so that it takes a fiftieth of the time at most. */
const EVERY_MS = 1_000
const SHARE = 50
/** A storm also ends by the clock. */
const CALM_EVERY_MS = 30_000

/** Keeps the overview. One pass reads the whole board, so it follows the board's changes from afar. */
export function createOverview({ live, board, now, monotonic, after }: OverviewParts): OverviewStore {
  const store = createStore<Overview>(() => ({ storm: null, top: NO_VALUES }))
  const factsOf = factReader()
  let cancel: (() => void) | undefined
  let isDirty = false
  let isResting = false

  const wait = (milliseconds: number, run: () => void): void => {
    cancel?.()
    cancel = after(milliseconds, run)
  }
  const put = (next: Overview): void => {
    const before = store.getState()
    // What says the same is the same, so that nobody draws it again.
    if (JSON.stringify(before) !== JSON.stringify(next)) store.setState(next)
  }
  const read = (): void => {
    const began = monotonic()
    isDirty = false
    put({
      ...store.getState(),
      storm: stormOf(live.getState().board?.alerts.values() ?? NONE, factsOf, now()),
    })
    const took = monotonic() - began
    // In a turn of its own, so that neither holds up a key.
    wait(0, () => readTop(took))
  }
  const readTop = (took: number): void => {
    const began = monotonic()
    const { arrangement } = board.getState()
    put({ ...store.getState(), top: arrangement === null ? NO_VALUES : topValues(labelsIn(arrangement)) })
    wait(Math.max(EVERY_MS, (took + monotonic() - began) * SHARE), rested)
  }
  const rested = (): void => {
    isResting = false
    if (isDirty) begin()
    else if (store.getState().storm !== null) wait(CALM_EVERY_MS, begin)
  }
  const begin = (): void => {
    isResting = true
    read()
  }
  const changed = (): void => {
    if (isDirty) return
    isDirty = true
    if (!isResting) wait(0, begin)
  }
  const ends = [
    live.onFrame(({ replaced, changed: which }) => {
      if (replaced || which.size > 0) changed()
    }),
    board.subscribe(({ view }, before) => {
      if (view !== before.view) changed()
    }),
  ]
  return Object.assign(store, {
    stop: () => {
      for (const end of ends) end()
      cancel?.()
    },
  })
}

const NONE: readonly BoardAlert[] = []

/** Of everything that fires and that the view shows. */
function* labelsIn({ lanes }: Arrangement): Iterable<LabelSet> {
  for (const lane of LANES) {
    if (lane === 'resolved') continue
    for (const row of lanes[lane]) for (const { labels } of row.alerts) yield labels
  }
}
