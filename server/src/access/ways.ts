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

/** Nobody was recognised. */
export function unknown(message: string): Refusal {
  return { ok: false, status: 401, message }
}
