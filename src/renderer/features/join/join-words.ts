import type { Refusal } from '@watchfloor/client'
import { lineOf } from '../../../shared/alert-words.ts'
import { hopText } from '../../../shared/hops.ts'

/** Why this desk has not joined, and what to do. */
export function unjoinedText(refusal: Refusal, server: string): string {
  if (refusal.code === 'used')
    return 'Not joined: this link was used already, and each is for one person. Ask for a new one. If it was not you who used it, say so to whoever sent it.'
  if (refusal.code === 'expired')
    return 'Not joined: this link is too old; each counts for 24 hours. Ask for a new one.'
  if (refusal.code === 'revoked') return 'Not joined: this link was taken back. Ask for a new one.'
  if (refusal.code === 'not_found')
    return 'Not joined: the server does not know this link. Ask for a new one.'
  if (refusal.code === 'too_many_requests')
    return 'Not joined: too many have tried from here. Try again in a minute.'
  if (refusal.hop !== undefined) return `Not joined · ${hopText(refusal.hop, server)}. Try again.`
  if (refusal.reason === 'not_found' || refusal.reason === 'unreadable')
    return 'Not joined: no Watchfloor server that takes links is at this address.'
  return `Not joined: ${lineOf(refusal.message)}`
}

/** Joined, and yet not signed in. */
export function unknownCredentialText(kind: string): string {
  return `Joined. The server signs desks in by ${lineOf(kind)}, which this version of Watchfloor does not know: update it.`
}
