import { type Millis, parser, parseTime, type Session, Session as SessionShape } from '@watchfloor/contract'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { ask, type BoardBridge } from './bridge.ts'
import { usePreferences, useWatchfloor } from './context.ts'
import type { LiveStore } from './live-store.ts'
import type { Shelf } from './preferences.ts'

/** The end of a session that was open here, with its time where that is known. */
export interface Ended {
  readonly at: Millis | null
}

/** As whom the server knows this person; null before it was asked, and while it cannot be. */
export interface WhoStore extends StoreApi<Session | null> {
  /** Asks anew: somebody signed in or out, or was told that they may not. */
  refresh(): Promise<Session | null>
  /** The person leaves: that is no end that came upon them. */
  leave(): void
  /** What ended here, while nobody is signed in. */
  ended(): Ended | null
  stop(): void
}

export interface WhoOptions {
  readonly bridge: BoardBridge
  readonly live: LiveStore
  /** Keeps across reloads until when somebody is signed in. */
  readonly shelf: Shelf
  readonly now: () => Millis
}

const parse = parser(SessionShape)
const UNTIL = 'watchfloor.signed-in-until'

/**
 * Asked whenever the board becomes live or comes anew, since by then it may be somebody else who looks at it, and when
 * the stream is refused.
 */
export function createWho({ bridge, live, shelf, now }: WhoOptions): WhoStore {
  const store = createStore<Session | null>(() => null)
  let ended: Ended | null = null
  let asked = 0
  const take = (next: Session): void => {
    const before = store.getState()?.who ?? null
    if (next.who !== null) {
      ended = null
      keepUntil(shelf, endOf(next.who) ?? null)
    } else if (before !== null) ended = { at: Math.min(endOf(before) ?? now(), now()) }
    else if (ended === null) ended = endedMeanwhile(keptUntil(shelf), now())
    store.setState(next, true)
  }
  const refresh = async (): Promise<Session | null> => {
    const mine = ++asked
    const answer = await ask(bridge, { path: '/api/v2/session' }, parse)
    // An older answer must not take the place of a newer one.
    if (mine === asked && answer.ok) take(answer.value)
    return answer.ok ? answer.value : null
  }
  let state: string | undefined
  const ends = [
    live.onFrame(({ replaced }) => {
      if (replaced) void refresh()
    }),
    live.subscribe(({ freshness }) => {
      const was = state
      state = freshness?.state
      if (state !== was && (state === 'live' || state === 'signed_out')) void refresh()
    }),
  ]
  return Object.assign(store, {
    refresh,
    leave: () => {
      const known = store.getState()
      ended = null
      keepUntil(shelf, null)
      if (known !== null) store.setState({ ...known, who: null }, true)
    },
    ended: () => ended,
    stop: () => {
      for (const end of ends) end()
    },
  })
}

function endOf({ expires_at }: NonNullable<Session['who']>): Millis | undefined {
  return expires_at === null ? undefined : parseTime(expires_at)
}

/** Of a session that ended before its time nobody here knows when it did. */
function endedMeanwhile(until: Millis | null, now: Millis): Ended | null {
  return until === null ? null : { at: until <= now ? until : null }
}

function keepUntil(shelf: Shelf, until: Millis | null): void {
  try {
    shelf.setItem(UNTIL, until === null ? '' : String(until))
  } catch {
    // A private window: then it only is not said, after a reload, that there was a session.
  }
}

function keptUntil(shelf: Shelf): Millis | null {
  try {
    return Number(shelf.getItem(UNTIL)) || null
  } catch {
    return null
  }
}

/** The name that this person acts under: the server's for who is signed in, else their own; null before it was given. */
export function actingName(
  session: Session | null,
  preferences: { readonly name: string | null },
): string | null {
  return session?.who?.name ?? preferences.name
}

export function useWho<T>(select: (session: Session | null) => T): T {
  return useStore(useWatchfloor().who, select)
}

export function useActingName(): string | null {
  const name = usePreferences((preferences) => preferences.name)
  return useWho((session) => actingName(session, { name }))
}
