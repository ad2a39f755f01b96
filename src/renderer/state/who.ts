import { parser, type Session, Session as SessionShape } from '@watchfloor/contract'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { ask, type BoardBridge } from './bridge.ts'
import { useWatchfloor } from './context.ts'
import type { LiveStore } from './live-store.ts'

/** As whom the server knows this person; null before it was asked, and while it cannot be. */
export interface WhoStore extends StoreApi<Session | null> {
  /** Asks anew: somebody signed in or out, or was told that they may not. */
  refresh(): Promise<Session | null>
  stop(): void
}

const parse = parser(SessionShape)

/** Asked whenever the board becomes live: by then it is known who looks at it, and it may be somebody else. */
export function createWho(bridge: BoardBridge, live: LiveStore): WhoStore {
  const store = createStore<Session | null>(() => null)
  let isLive = false
  let asked = 0
  const refresh = async (): Promise<Session | null> => {
    const mine = ++asked
    const answer = await ask(bridge, { path: '/api/v2/session' }, parse)
    // An older answer must not take the place of a newer one.
    if (mine === asked && answer.ok) store.setState(answer.value, true)
    return answer.ok ? answer.value : null
  }
  const stop = live.subscribe(({ freshness }) => {
    const was = isLive
    isLive = freshness?.state === 'live'
    if (isLive && !was) void refresh()
    const known = store.getState()
    if (freshness?.state === 'signed_out' && known !== null && known.who !== null)
      store.setState({ ...known, who: null }, true)
  })
  return Object.assign(store, { refresh, stop })
}

/** Why this person may not do something, in words for people; null when they may, or when nobody knows. */
export function whyNot(session: Session | null, right: string): string | null {
  const who = session?.who ?? null
  if (who === null || who.may.includes(right)) return null
  return `Your role is ${who.role}: it may not do this.`
}

export function useWho<T>(select: (session: Session | null) => T): T {
  return useStore(useWatchfloor().who, select)
}

/** The same for a component: the words that stand beside what is disabled. */
export function useWhyNot(right: string): string | null {
  return useWho((session) => whyNot(session, right))
}
