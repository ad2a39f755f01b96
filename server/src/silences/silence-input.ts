import type { LabelSet, MatcherData, Millis } from '@watchfloor/contract'

export interface SilenceInput {
  readonly id: string | undefined
  readonly matchers: readonly MatcherData[]
  readonly startsAt: Millis
  readonly endsAt: Millis
  readonly createdBy: string
  readonly comment: string
  /** Undefined: the client knows none, and says nothing of those that there are. */
  readonly annotations: LabelSet | undefined
}

/** How a silence is asked for on our own API. */
export interface SaveOptions {
  /** It is meant, however much it hides. */
  readonly confirmed: boolean
  /** Does it end when the alerts that it hides now have resolved? Undefined: as it was. */
  readonly untilResolved: boolean | undefined
  /** Names of the upstreams that a new one is written to; undefined: those that the settings say. */
  readonly upstreams?: readonly string[] | undefined
}
