import type { LabelSet, Matcher, MatcherData, Millis, SilenceHides } from '@watchfloor/contract'
import type { Acting } from './silence-table.ts'

/** What was worked out of a silence before the command that makes it or lets it begin. */
export interface Rehearsed {
  /** Its matchers, tried on everything that fires (`rehearse`). */
  readonly compiled: readonly Matcher[]
  /** What it would hide. */
  readonly hides: SilenceHides
}

export interface SilenceInput extends Partial<Rehearsed> {
  readonly id: string | undefined
  readonly matchers: readonly MatcherData[]
  readonly startsAt: Millis
  readonly endsAt: Millis
  readonly createdBy: string
  /** Principal, else address, that asks. */
  readonly sender?: string | undefined
  /** Whose rule it is judged by; undefined: it is no person's. */
  readonly acting?: Acting | undefined
  readonly comment: string
  /** Undefined: the client knows none, and says nothing of those that there are. */
  readonly annotations: LabelSet | undefined
  /** The alerts that it ends with, as they are noted; null: by the clock alone; undefined: as it was. */
  readonly endsWith?: string | null
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
