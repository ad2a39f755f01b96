import { type LookParts, lookRepeatedly, type RepeatedLook } from '../../ground/repeated-look.ts'
import type { VerificationKey } from './verification-keys.ts'

/** Where the keys of one issuer come from, and how that is going. */
export interface KeySource extends Pick<RepeatedLook<unknown>, 'goodAt' | 'trouble' | 'close'> {
  /** Those of the last good look; none before the first. */
  readonly keys: () => readonly VerificationKey[]
  /** Looks again, unless it was done a moment ago. Never rejects. */
  readonly lookAgain: () => Promise<void>
}

/** What a look found; rejects with what kept it from finding anything. */
export type Look = () => Promise<readonly VerificationKey[]>

export type KeySourceParts = Omit<LookParts<readonly VerificationKey[]>, 'reasonOf'>

/** Looks now and then, and keeps what it found for as long as it finds nothing better. */
export function keepKeys(parts: KeySourceParts): KeySource {
  const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
  const { found, goodAt, trouble, now, close } = lookRepeatedly({ ...parts, reasonOf })
  return { keys: () => found() ?? [], goodAt, trouble, lookAgain: now, close }
}
