import type { Millis } from '@watchfloor/contract'

/** What a sender said of one alert to one node, and what came of it. Times are of the wall clock. */
export interface Word {
  readonly alertname: string
  readonly says: 'fires' | 'over'
  /** Its `endsAt`. */
  readonly ends: Millis
  readonly asked: Millis
  /** When there was an answer, or none any more to wait for. */
  readonly settled: Millis
  /** Answered with 200, or anything else: then nobody knows. */
  readonly isKept: boolean
}

/** What a person was told is done. */
export interface Act {
  readonly did: 'acknowledge' | 'silence'
  /** Who, of an acknowledgement: each has a name of its own; the silence's id. */
  readonly mark: string
  readonly settled: Millis
}

/** Everything that anybody said, and was answered. */
export interface Answers {
  readonly words: readonly Word[]
  readonly acts: readonly Act[]
}

/** Alerts that are sent again and again, and so never end. */
export const FAITHFUL = 'Faithful'
/** Alerts that are sent once, with an end that soon comes. */
export const SILENT = 'Silent'
