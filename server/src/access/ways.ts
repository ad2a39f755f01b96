import type { Access, Admission, Door, Refusal } from './authorize.ts'

/** One way to be recognised; undefined when a request carries nothing of this kind. What it answers is final. */
export type Way = (door: Door) => Promise<Admission | undefined>

const HOW =
  'send a token as "Authorization: Bearer TOKEN" (or as the password of Basic); whoever runs this server makes one with: watchfloor-server token create'

/** Tries one way after the other; whoever carries nothing that any of them knows is told how to come in. */
export function oneOf(ways: readonly Way[]): Access {
  return async (door) => {
    for (const way of ways) {
      const admission = await way(door)
      if (admission !== undefined) return admission
    }
    return unknown(`nobody is signed in: ${HOW}`)
  }
}

/** Is everything here that other servers of the store were told by now? False where that cannot be known. */
export type Look = () => Promise<boolean>

/** Somebody is not known here, and may be elsewhere. */
export const UNJUDGED: Refusal = {
  ok: false,
  status: 503,
  message: 'who you are cannot be judged now: this server does not reach its database; try again in a moment',
}

/** Nobody was recognised. */
export function unknown(message: string): Refusal {
  return { ok: false, status: 401, message }
}
