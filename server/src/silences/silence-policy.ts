import { DEFAULT_GUARD, type GuardLimits, type Millis } from '@watchfloor/contract'
import { DEFAULT_STANDING, type StandingRoom } from '../ground/standing.ts'
import type { SilenceRoom } from './silence-room.ts'
import { NO_RULES, type SilenceRule } from './silence-table.ts'

/** How this server treats silences; all configurable. */
export interface SilencePolicy {
  readonly guard: GuardLimits
  /** Is a wide silence refused where nobody can be asked twice, on Alertmanager's API? */
  readonly refuseWide: boolean
  /** Who may silence what; the first that is for somebody counts (S34). */
  readonly rules: readonly SilenceRule[]
  /** So long a silence that another person has to confirm waits for that. */
  readonly proposalsLast: Millis
  /** How much of them may be held. */
  readonly room: SilenceRoom
  /** What their expressions may cost. */
  readonly standing: StandingRoom
  /** The end of a silence that still hides something is told this long before. */
  readonly warnBefore: Millis
  /** Is a silence written for each acknowledgement, for tools that know only silences (S9)? */
  readonly acknowledgements: boolean
  /** Other Alertmanagers, and whether a silence is written there unless its maker says otherwise. */
  readonly upstreams: readonly { readonly name: string; readonly write: boolean }[]
}

export const DEFAULT_SILENCE_POLICY: SilencePolicy = {
  guard: DEFAULT_GUARD,
  refuseWide: false,
  rules: NO_RULES,
  proposalsLast: 60 * 60_000,
  room: {
    // Twice what an alert may have: one that names all of its labels, with a comment, always fits.
    bytes: 131_072,
    all: { count: 10_000, bytes: 100_000_000 },
    ofSender: { count: 7_500, bytes: 70_000_000 },
    remembered: 10_000,
  },
  standing: DEFAULT_STANDING,
  warnBefore: 15 * 60_000,
  acknowledgements: false,
  upstreams: [],
}
