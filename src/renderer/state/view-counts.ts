import type { BoardAlert } from '@watchfloor/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { laneOf } from '../../shared/lanes.ts'
import { narrowingTest } from '../../shared/narrowing.ts'
import { narrowingOf } from '../../shared/saved-views.ts'
import type { LiveStore } from './live-store.ts'
import type { ViewsStore } from './views.ts'

/** What needs somebody in a view. */
export interface ViewCount {
  readonly needs: number
  readonly criticals: number
}

/** By the view's id. */
export type ViewCountStore = StoreApi<ReadonlyMap<string, ViewCount>> & { stop(): void }

interface Counting {
  readonly id: string
  readonly passes: (alert: BoardAlert) => boolean
  readonly count: { needs: number; criticals: number }
  /** Of each alert that is counted: is it a critical? */
  readonly counted: Map<string, boolean>
}

/** Counts what needs somebody in each kept view. A frame costs what changed in it. */
export function createViewCounts(live: LiveStore, views: ViewsStore): ViewCountStore {
  const store = createStore<ReadonlyMap<string, ViewCount>>(() => new Map())
  let all: readonly Counting[] = []

  const publish = (): void =>
    store.setState(new Map(all.map(({ id, count }) => [id, { ...count }] as const)), true)
  const take = (fingerprints: Iterable<string>): boolean => {
    const alerts = live.getState().board?.alerts
    let isChanged = false
    for (const fingerprint of fingerprints) {
      const alert = alerts?.get(fingerprint)
      const needed = alert !== undefined && laneOf(alert) === 'needs' ? alert : null
      for (const { passes, count, counted } of all) {
        const before = counted.get(fingerprint)
        const now = needed !== null && passes(needed) ? needed.level === 'critical' : undefined
        if (before === now) continue
        isChanged = true
        count.needs += Number(now !== undefined) - Number(before !== undefined)
        count.criticals += Number(now ?? false) - Number(before ?? false)
        if (now === undefined) counted.delete(fingerprint)
        else counted.set(fingerprint, now)
      }
    }
    return isChanged
  }
  const anew = (): void => {
    all = views.getState().views.map((view) => ({
      id: view.id,
      passes: narrowingTest(narrowingOf(view), null),
      count: { needs: 0, criticals: 0 },
      counted: new Map(),
    }))
    if (all.length > 0) take(live.getState().board?.alerts.keys() ?? [])
    publish()
  }
  const ends = [
    live.onFrame(({ replaced, changed }) => {
      if (replaced) anew()
      else if (all.length > 0 && take(changed)) publish()
    }),
    views.subscribe((next, before) => {
      if (next.views !== before.views) anew()
    }),
  ]
  anew()
  return Object.assign(store, {
    stop: () => {
      for (const end of ends) end()
    },
  })
}
