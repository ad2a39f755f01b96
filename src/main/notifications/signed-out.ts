import type { Freshness } from '@watchfloor/client'
import { hostOf } from '../../shared/hops.ts'
import type { Words } from './words.ts'

/** The button that begins it. */
export const SIGN_IN = 'Sign in'

/** Is nothing received because something that was good no longer is? Then only a person can help, and waiting does not. */
export function isEnded(freshness: Freshness): freshness is Extract<Freshness, { state: 'signed_out' }> {
  return freshness.state === 'signed_out' && freshness.reason !== 'none'
}

/** Blind is blind: it is said first, and then what to do. */
export function endedWords({ reason }: Extract<Freshness, { state: 'signed_out' }>, server: string): Words {
  const host = hostOf(server)
  return {
    title: 'Signed out: you are not receiving alerts',
    body:
      reason === 'forbidden'
        ? `${host} knows you, and you may not look there. Ask who runs it.`
        : `Your sign-in at ${host} has ended. Sign in to receive.`,
  }
}
