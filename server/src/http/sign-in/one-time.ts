import type { Millis } from '@watchfloor/contract'
import { hashOf } from '../../access/credential.ts'
import type { Random } from '../../access/session-secrets.ts'

/** What is kept under a secret until somebody brings it, once. */
export interface OneTime<T> {
  readonly put: (value: T) => string
  /** Undefined when there is no such secret, or it was brought already, or too late. */
  readonly take: (secret: string) => T | undefined
  readonly size: () => number
}

/** Of more than `most` the oldest goes. A restart forgets all of them: whoever is half-way begins anew. */
export function oneTime<T>(parts: {
  readonly most: number
  readonly life: Millis
  readonly monotonic: () => Millis
  readonly random: Random
}): OneTime<T> {
  const { most, life, monotonic, random } = parts
  /** In the order of their ends. */
  const kept = new Map<string, { readonly value: T; readonly until: Millis }>()
  const dropOld = (room: number): void => {
    for (const [hash, { until }] of kept) {
      if (until > monotonic() && kept.size <= room) return
      kept.delete(hash)
    }
  }
  return {
    put: (value) => {
      dropOld(most - 1)
      const secret = random(32).toString('base64url')
      kept.set(hashOf(secret), { value, until: monotonic() + life })
      return secret
    },
    take: (secret) => {
      dropOld(most)
      const hash = hashOf(secret)
      const found = kept.get(hash)
      kept.delete(hash)
      return found?.value
    },
    size: () => kept.size,
  }
}
