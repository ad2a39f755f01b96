import { DEFAULT_GUARD, type GuardLimits, type Millis } from '@watchfloor/contract'

/** How this server treats silences; all configurable. */
export interface SilencePolicy {
  readonly guard: GuardLimits
  /** Is a wide silence refused where nobody can be asked twice, on Alertmanager's API? */
  readonly refuseWide: boolean
  /** How many may be pending or active, and bytes of one of them in all. */
  readonly most: { readonly silences: number; readonly bytes: number }
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
  most: { silences: 10_000, bytes: 65_536 },
  warnBefore: 15 * 60_000,
  acknowledgements: false,
  upstreams: [],
}
