import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LiveStore } from './live-store.ts'

/** Rows that changed a moment ago, by fingerprint; the value differs for every change. */
export type GlowStore = StoreApi<{ readonly changed: ReadonlyMap<string, number> }> & { stop(): void }

export interface GlowClock {
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
}

/** More changes a second than this is a storm: then nothing glows. */
const LIMIT = 20
/** Long enough for the static mark that replaces the glow under reduced motion. */
const KEPT_MS = 5_000

/** Notes what changed, so that it can be seen once. */
export function createGlows(live: LiveStore, clock: GlowClock): GlowStore {
  const store = createStore<{ readonly changed: ReadonlyMap<string, number> }>(() => ({ changed: new Map() }))
  let second = { at: Number.NEGATIVE_INFINITY, count: 0 }
  let cancel: (() => void) | undefined

  const expire = (): void => {
    cancel = undefined
    const until = clock.monotonic() - KEPT_MS
    const changed = new Map([...store.getState().changed].filter(([, at]) => at > until))
    store.setState({ changed })
    if (changed.size > 0) cancel = clock.after(1_000, expire)
  }
  const stop = live.onFrame(({ replaced, events, changed }) => {
    if (replaced || events.length === 0) return
    const now = clock.monotonic()
    if (now - second.at >= 1_000) second = { at: now, count: 0 }
    second.count += changed.size
    if (second.count > LIMIT) return
    store.setState({
      changed: new Map([...store.getState().changed, ...[...changed].map((one) => [one, now] as const)]),
    })
    cancel ??= clock.after(KEPT_MS, expire)
  })
  return Object.assign(store, {
    stop: () => {
      stop()
      cancel?.()
    },
  })
}
