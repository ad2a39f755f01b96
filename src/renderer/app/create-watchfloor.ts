import type { BoardBridge } from '../state/bridge.ts'
import type { Watchfloor } from '../state/context.ts'
import { createLiveStore } from '../state/live-store.ts'
import { createTicker } from '../state/ticker.ts'

/** What the console needs of the page it runs in. */
export interface PageClock {
  /** Wall time, milliseconds since 1970. */
  readonly now: () => number
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
  /** Runs once before the next paint, or soon when nothing is painted. */
  readonly nextFrame: (run: () => void) => void
}

/** Joins a bridge to the state that all features share. `stop` ends delivery. */
export function createWatchfloor(
  bridge: BoardBridge,
  page: PageClock,
): { watchfloor: Watchfloor; stop: () => void } {
  const { store: live, stop } = createLiveStore({
    bridge,
    nextFrame: page.nextFrame,
    monotonic: page.monotonic,
  })
  const ticker = createTicker({
    now: () => page.now() - (live.getState().freshness?.skew_ms ?? 0),
    monotonic: page.monotonic,
    after: page.after,
  })
  return { watchfloor: { bridge, live, ticker }, stop }
}
