import { formatTime, type Millis } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** So long everybody sees that the store lost what it had answered for. */
const SHOWN_MS: Millis = 24 * 60 * 60_000

/** What a store lost that was shown already, as a standby does that takes over without its last moments. */
export class LostTail {
  #lost = 0
  #at: Millis | undefined

  note(sequences: number, at: Millis): void {
    this.#lost = sequences
    this.#at = at
  }

  /** The health row; none when nothing was ever lost. */
  rows(now: Millis): readonly Finding[] {
    if (this.#at === undefined) return []
    const row = { component: 'Log', kind: 'store', quiet: false } as const
    if (now - this.#at >= SHOWN_MS) return [{ ...row, status: 'healthy' }]
    const events =
      this.#lost === 1 ? 'an event that was shown is' : `${this.#lost} events that were shown are`
    const message = `the database went back at ${formatTime(this.#at)}: ${events} lost. What still fires comes again with its next report; what people did in those moments has to be done again`
    return [{ ...row, status: 'degraded', message }]
  }
}
