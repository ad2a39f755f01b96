import type { BoardAlert } from '@watchfloor/contract'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { BoardBridge } from './bridge.ts'
import type { LiveState, LiveStore } from './live-store.ts'
import type { Ticker } from './ticker.ts'

/** Everything that a feature may reach. Features do not import each other: they meet here. */
export interface Watchfloor {
  readonly bridge: BoardBridge
  readonly live: LiveStore
  readonly ticker: Ticker
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

export function useAlert(fingerprint: string): BoardAlert | undefined {
  return useLive((state) => state.board?.alerts.get(fingerprint))
}
