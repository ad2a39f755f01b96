import type { BoardSnapshot, Millis, StatsEvent } from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import type { Steps } from '../ground/steps.ts'
import type { HistoryReads } from '../history/history-reads.ts'
import type { EventLog } from '../log/event-log.ts'
import type { AlertQueries } from './alert-queries.ts'
import type { AlertCommands } from './core-commands.ts'
import type { CredentialCommands } from './credentials.ts'
import type { PurgeCommands } from './purging.ts'
import type { SilenceCommands } from './silencing.ts'

/**
 * Everything that the server's edges may ask of its heart. Commands are answered after their commit; what each does
 * stands where it is made.
 */
export interface Core
  extends AlertCommands,
    SilenceCommands,
    PurgeCommands,
    CredentialCommands,
    AlertQueries,
    HistoryReads {
  readonly log: EventLog
  /** Other inhibition rules and receivers from now on; resolves when what they change is committed. */
  readonly setRouting: (routing: Routing) => Promise<void>
  /** The board exactly at its cursor (S19). */
  readonly board: () => BoardSnapshot
  /** The same in steps: it is the board of the moment of the first. */
  readonly boardInSteps: () => Steps<BoardSnapshot>
  /** Latest statistics, and every new one (class B). */
  readonly stats: () => StatsEvent
  readonly subscribeStats: (listener: (event: StatsEvent) => void) => () => void
  /** Steps that the expressions of what stands may take for one alert at worst. */
  readonly standing: () => { readonly silences: number; readonly configuration: number }
  readonly now: () => Millis
  /** Ends timers and the store; what was accepted is kept. */
  readonly close: () => Promise<void>
}
