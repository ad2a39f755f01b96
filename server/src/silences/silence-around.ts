import type { SilenceIndex } from './silence-index.ts'
import type { SilencePolicy } from './silence-policy.ts'

/** What commands on silences, and what follows from them, work with. */
export interface SilenceAround {
  readonly index: SilenceIndex
  readonly policy: SilencePolicy
  readonly newId: () => string
  /** A new one was refused because there are too many. */
  readonly onFull: (reason: string) => void
}
