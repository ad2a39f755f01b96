import type { Freshness } from '@watchfloor/client'
import type { Millis } from '@watchfloor/contract'

/** A change of how this desk receives. */
export interface ConnectionChange {
  /** RFC 3339. */
  readonly at: string
  readonly state: Freshness['state'] | 'no server'
  /** By what, or what is broken. */
  readonly how?: string
  readonly detail?: string
}

export interface ConnectionHistory {
  /** Null while no server is watched. */
  readonly take: (freshness: Freshness | null) => void
  readonly changes: () => readonly ConnectionChange[]
}

/** So many are remembered. */
const MOST = 200

/** The last changes of the connection since the start. */
export function createConnectionHistory(now: () => Millis): ConnectionHistory {
  const changes: ConnectionChange[] = []
  return {
    changes: () => changes,
    take: (freshness) => {
      const change = freshness === null ? ({ state: 'no server' } as const) : changeOf(freshness)
      const last = changes.at(-1)
      if (last?.state === change.state && last.how === change.how) return
      changes.push({ at: new Date(now()).toISOString(), ...change })
      if (changes.length > MOST) changes.shift()
    },
  }
}

function changeOf(freshness: Freshness): Omit<ConnectionChange, 'at'> {
  const { state } = freshness
  switch (state) {
    case 'live':
    case 'catching_up':
      return { state, how: freshness.transport }
    case 'offline':
      return { state, how: freshness.broken, detail: freshness.detail }
    case 'signed_out':
      return { state, how: `HTTP ${freshness.status}` }
    default:
      return { state }
  }
}
