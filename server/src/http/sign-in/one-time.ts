import type { Millis } from '@watchfloor/contract'
import { hashOf } from '../../access/credential.ts'
import type { Random } from '../../access/session-secrets.ts'
import type { SignIns } from '../../storage/sign-ins.ts'
import { opened, sealed } from './sealed.ts'

/** What is kept under a secret until somebody brings it, once. Both reject where a store that is shared does not answer. */
export interface OneTime<T> {
  readonly put: (value: T) => Promise<string>
  /** Undefined when there is no such secret, or it was brought already, or too late. */
  readonly take: (secret: string) => Promise<T | undefined>
}

export interface OneTimeParts {
  readonly most: number
  readonly life: Millis
  readonly random: Random
}

/** In this server's memory. Of more than `most` the oldest goes. A restart forgets all of them: whoever is half-way begins anew. */
export function oneTime<T>(parts: OneTimeParts & { readonly monotonic: () => Millis }): OneTime<T> {
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
    put: async (value) => {
      dropOld(most - 1)
      const secret = random(32).toString('base64url')
      kept.set(hashOf(secret), { value, until: monotonic() + life })
      return secret
    },
    take: async (secret) => {
      dropOld(most)
      const hash = hashOf(secret)
      const found = kept.get(hash)
      kept.delete(hash)
      return found?.value
    },
  }
}

/**
 * In the store, for whichever server is asked next. It holds the secret's hash, and what is kept sealed by the secret,
 * so that nobody who reads it, or a backup of it, goes on with somebody else's sign-in. What is kept is JSON.
 */
export function sharedOneTime<T>(
  store: Pick<SignIns, 'put' | 'take'>,
  kind: string,
  { most, life, random }: OneTimeParts,
): OneTime<T> {
  return {
    put: async (value) => {
      const secret = random(32).toString('base64url')
      await store.put(kind, hashOf(secret), sealed(JSON.stringify(value), secret, random), life, most)
      return secret
    },
    take: async (secret) => {
      const found = await store.take(kind, hashOf(secret))
      return found === undefined ? undefined : (JSON.parse(opened(found, secret)) as T)
    },
  }
}
