import { formatTime, type Health, type Millis, parseTime } from '@watchfloor/contract'
import type { Finding } from './rows.ts'

/** So long everybody sees that the store lost what it had answered for. */
const SHOWN_MS: Millis = 24 * 60 * 60_000

/** Nobody else will say so. */
const TO_DO =
  'What still fires comes again with its next report; what people did in those moments has to be done again'

/** What was found of a damaged database when it was opened. */
export interface FoundDamaged {
  /** Name of the file where it is now, or the end of its journal. */
  readonly aside: string
  /** Only what was committed last is lost. */
  readonly isCut: boolean
}

/**
 * What a store lost that was shown already, as a standby does that takes over without its last moments, or a file that
 * was damaged.
 */
export class LostTail {
  static readonly ROW = 'Log'
  #message: string | undefined
  #at: Millis | undefined

  /** `told`: its row as it was kept, by an earlier start too. */
  constructor(told: Health | undefined) {
    if (told?.status !== 'degraded') return
    this.#message = told.message
    this.#at = parseTime(told.since)
  }

  note(sequences: number, at: Millis): void {
    const events = sequences === 1 ? 'an event that was shown is' : `${sequences} events that were shown are`
    this.#tell(`the database went back at ${formatTime(at)}: ${events} lost. ${TO_DO}`, at)
  }

  noteDamaged({ aside, isCut }: FoundDamaged, at: Millis): void {
    const found = `the database was found damaged at ${formatTime(at)}`
    this.#tell(
      isCut
        ? `${found}: what was committed last is lost, and stands in ${aside}. ${TO_DO}`
        : `${found}: it stands in ${aside}, and everything begins anew. What fires comes with its next report; silences, acknowledgements, tokens and history are not here any more`,
      at,
    )
  }

  #tell(message: string, at: Millis): void {
    this.#message = message
    this.#at = at
  }

  /** The health row; none when nothing was ever lost. */
  rows(now: Millis): readonly Finding[] {
    if (this.#at === undefined || this.#message === undefined) return []
    const row = { component: LostTail.ROW, kind: 'store', quiet: false } as const
    if (now - this.#at >= SHOWN_MS) return [{ ...row, status: 'healthy' }]
    return [{ ...row, status: 'degraded', message: this.#message }]
  }
}
