import type { Millis } from '@watchfloor/contract'
import type { CutShort } from './cut-short.ts'

/** What is known of one sender, for its health row and for S5. Plain data, replaced whole. */
export interface SourceRecord {
  /** Name of its health row, for example `Prometheus prom-eu:9090`. */
  readonly component: string
  readonly product: string
  /** In whose budget it counts. Absent in what an earlier version stored, and where it stands for several. */
  readonly sender?: string
  /** The subject of the credential that it belongs to; absent where nobody signs in. */
  readonly owner?: string
  /** By which entry it comes, and in which form; absent in what an earlier version stored. */
  readonly way?: string
  /** It stands for several, because their sender has very many: the first of their names. */
  readonly others?: readonly string[]
  readonly lastSeen: Millis
  /** Gaps between re-sends of the same alert, newest last; its usual interval is their longest. */
  readonly gaps: readonly number[]
  readonly quiet: boolean
  /** When it last sent the pipeline heartbeat as firing; undefined while it sends none (S5, S12). */
  readonly heartbeatAt?: Millis | undefined
  /** How long it may be missing. */
  readonly heartbeatWithin?: Millis | undefined
  /** When it was heard again after having been quiet. */
  readonly backSince: Millis | undefined
  /** When a report last showed that its clock is slow (S11). */
  readonly slowClockAt: Millis | undefined
  /** The last report of it that was refused, and when. */
  readonly rejected: { readonly at: Millis; readonly reason: string } | undefined
  /** Groups that a webhook told incompletely; absent in what an earlier version stored. */
  readonly cutShort?: readonly CutShort[]
}
