import type { Principal } from '../../access/principal.ts'
import { networkOf } from '../../ground/network-of.ts'
import type { StreamSettings } from '../parts/stream-settings.ts'

/** Whom streams and polls count for. */
export interface Asker {
  /** A network of people who are not signed in, or one who is, wherever they are. */
  readonly kind: 'address' | 'principal'
  readonly key: string
  /** For people. */
  readonly who: string
}

export function askerOf({ name, subject, anonymous }: Principal, address: string): Asker {
  return anonymous
    ? { kind: 'address', key: networkOf(address), who: address }
    : { kind: 'principal', key: subject, who: name ?? 'this token' }
}

/** How many streams and waiting polls each may have, and by which settings. */
export interface Room {
  readonly streams: number
  readonly streamsBy: 'streams_per_address' | 'streams_per_principal'
  readonly attemptsPerMinute: number
  readonly attemptsBy: string
  readonly polls: number
  readonly pollsBy: 'polls_per_address' | 'streams_per_principal'
}

/** Whoever is signed in may open each of their streams so often a minute. */
const ATTEMPTS_A_STREAM = 10

export function roomsOf(limits: StreamSettings['limits']): Readonly<Record<Asker['kind'], Room>> {
  const { streams_per_principal: most } = limits
  return {
    address: {
      streams: limits.streams_per_address,
      streamsBy: 'streams_per_address',
      attemptsPerMinute: limits.stream_attempts_per_minute,
      attemptsBy: 'stream_attempts_per_minute',
      polls: limits.polls_per_address,
      pollsBy: 'polls_per_address',
    },
    principal: {
      streams: most,
      streamsBy: 'streams_per_principal',
      attemptsPerMinute: ATTEMPTS_A_STREAM * most,
      attemptsBy: `${ATTEMPTS_A_STREAM} times streams_per_principal`,
      polls: most,
      pollsBy: 'streams_per_principal',
    },
  }
}
