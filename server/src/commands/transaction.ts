import type { Stage } from '../ledger/stage.ts'
import type { SilenceAround } from '../silences/silence-around.ts'

/** What is staged together and committed whole; its value is answered after the commit. */
export type Transaction<T> = (stage: Stage, around: SilenceAround) => T
