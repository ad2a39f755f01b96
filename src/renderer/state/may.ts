import type { Session } from '@watchfloor/contract'
import type { SyntheticEvent } from 'react'
import type { StoreApi } from 'zustand/vanilla'
import { useWatchfloor, type Watchfloor } from './context.ts'
import { useWho } from './who.ts'

/** Rights of the server that people here need for what they do. */
export type Act = 'respond' | 'ingest' | 'administer'

const NEEDS: Readonly<Record<Act, string>> = {
  respond: 'acknowledging and silencing need a responder',
  ingest: 'sending alerts needs a responder',
  administer: 'this needs an administrator',
}

/**
 * Why this person may not, in a sentence; null when they may, or when nobody knows. It only saves them the way: it is
 * the server that refuses.
 */
export function whyNot(session: Session | null, act: Act): string | null {
  const who = session?.who ?? null
  if (who === null || who.may.includes(act)) return null
  if (who.role === 'admin' && who.scope !== null)
    return 'You see a part of the alerts: this needs an administrator who sees all.'
  return `Your role is ${who.role}: ${NEEDS[act]}. Whoever runs this server gives roles.`
}

/** The same for a component: the words that stand beside what is disabled. */
export function useWhyNot(act: Act): string | null {
  const { past } = useWatchfloor()
  const why = useWho((session) => whyNot(session, act))
  return past === undefined ? why : NOT_THEN
}

/** To whoever presses what would act where a moment of the past is looked at. */
export const NOT_THEN = 'You are looking back. Esc leads to the board of now, where this can be done.'

type Told = Pick<Watchfloor, 'toasts'>

/** Says it to whoever pressed all the same. */
export function tellWhyNot(why: string, { toasts }: Told): void {
  toasts.push({ kind: 'error', key: 'not allowed', text: [why], actions: [] })
}

/** May they? If not, it is said to them. */
export function isBarred(
  { who, toasts, past }: Told & Pick<Watchfloor, 'past'> & { readonly who: StoreApi<Session | null> },
  act: Act,
): boolean {
  const why = past === undefined ? whyNot(who.getState(), act) : NOT_THEN
  if (why !== null) tellWhyNot(why, { toasts })
  return why !== null
}

/**
 * What a button or link bears that may not be used, after its other properties: it stays in sight and in the order of
 * the keyboard, says why to whoever rests on it, and to whoever presses it. Undefined where it may be used. `other`: what
 * else speaks against it.
 */
export function useBar(act: Act, other: string | null = null) {
  const watchfloor = useWatchfloor()
  const why = useWhyNot(act) ?? other
  if (why === null) return undefined
  return {
    'aria-disabled': true,
    'aria-description': why,
    'data-disabled': true,
    'data-hint': why,
    onClick: (event: SyntheticEvent) => {
      event.preventDefault()
      tellWhyNot(why, watchfloor)
    },
  } as const
}
