import type { Millis, Role } from '@watchfloor/contract'
import type { KeySource } from './key-source.ts'

/** Whose tokens are believed, and what is made of what they say. */
export interface TrustedIssuer {
  /** As `iss` says it, to the letter. */
  readonly issuer: string
  /** Tokens for any other are for somebody else. */
  readonly audience: string
  readonly keys: KeySource
  /** So long after the last good look at its keys they are still used. */
  readonly keysFor: Millis
  /** A token that is good for longer is not taken at all. */
  readonly longestLife: Millis
  /** So much the two clocks may differ. */
  readonly leeway: Millis
  readonly roleClaim: string
  /** What its values mean; a value that is not here means nothing. */
  readonly roles: Readonly<Record<string, Role>>
  readonly nameClaim: string | undefined
  /** For each label of a scope, the claim that says its values; undefined when everybody sees all. */
  readonly scope: Readonly<Record<string, string>> | undefined
  /** For each label that reports are forced to bear, the claim that says its value. */
  readonly labels: Readonly<Record<string, string>> | undefined
}
