import type { Routing } from '../alertmanager/routing.ts'
import type { AlertRules } from '../alerts/rules.ts'
import type { Signer } from '../audit/checkpoint.ts'
import type { Tally } from '../audit/tally.ts'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Logger } from '../ground/logger.ts'
import type { Pace } from '../ground/pace.ts'
import type { Tracing } from '../ground/tracing.ts'
import type { FoundDamaged } from '../health/lost-tail.ts'
import type { Finding } from '../health/rows.ts'
import type { SelfLimits } from '../health/self-watch.ts'
import type { WindowLimits } from '../log/memory-window.ts'
import type { SilencePolicy } from '../silences/silence-policy.ts'
import type { BoardRoom, Storage } from '../storage/storage.ts'
import type { CoreMetrics } from './core-metrics.ts'
import type { Retention } from './retention.ts'

/** What the heart of the server is made of. */
export interface CoreParts {
  readonly storage: Storage
  /** What of it was lost when it was opened, if anything. */
  readonly damage?: FoundDamaged | undefined
  readonly rules: AlertRules
  /** Nothing inhibits, and everything is for this server, when absent. */
  readonly routing?: Routing
  readonly silencePolicy?: SilencePolicy
  /** Health rows of whatever runs beside the core. */
  readonly notices?: () => readonly Finding[]
  /** What this server finds of itself as rows of the board, beside those that are `shown`, with what others find that share its store. */
  readonly asAll?: (own: readonly Finding[], shown: Iterable<Finding>) => readonly Finding[]
  readonly window?: WindowLimits
  /** Absent where nobody is told how alerts go through the server. */
  readonly tracing?: Tracing | undefined
  readonly selfLimits?: SelfLimits
  readonly boardLimits?: BoardRoom
  /** Does long work of the server's own in turns with what others ask; at once when absent. */
  readonly run?: Pace['run']
  /** Room left on the disk of the data folder, bytes. */
  readonly freeBytes?: () => Promise<number>
  readonly clock: Clock
  readonly timers: Timers
  readonly newId: () => string
  /** Short random text of [a-z0-9] that names this term of the log. */
  readonly newEpoch: () => string
  readonly metrics: CoreMetrics
  readonly logger: Logger
  readonly retention: Retention
  /** Absent, nothing is known of before, and it signs with a key that nobody keeps. */
  readonly audit?: { readonly signer: Signer; readonly tally: Tally }
}
