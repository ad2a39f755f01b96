import type { Millis, Scope, StatsEvent } from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import type { EventLog } from '../log/event-log.ts'
import type { AlertCommands } from './core-commands.ts'
import type { CredentialCommands } from './credentials.ts'
import type { PurgeCommands } from './purging.ts'
import type { SessionCommands } from './sessions.ts'
import type { SilenceCommands } from './silencing.ts'
import type { View } from './view.ts'

/**
 * Everything that the server may ask of its heart, with the view of who sees everything. Commands are answered after
 * their commit; what each does stands where it is made.
 */
export interface Core
  extends View,
    AlertCommands,
    Pick<SilenceCommands, 'rehearse' | 'transact'>,
    PurgeCommands,
    CredentialCommands,
    SessionCommands {
  readonly log: EventLog
  /** The alerts as those see them who have this scope. */
  readonly seenBy: (scope: Scope | undefined) => View
  /** Other inhibition rules and receivers from now on; resolves when what they change is committed. */
  readonly setRouting: (routing: Routing) => Promise<void>
  /** Every new value of the statistics. */
  readonly subscribeStats: (listener: (event: StatsEvent) => void) => () => void
  /** Steps that the expressions of what stands may take for one alert at worst. */
  readonly standing: () => { readonly silences: number; readonly configuration: number }
  readonly now: () => Millis
  /** Ends timers and the store; what was accepted is kept. */
  readonly close: () => Promise<void>
}

/** What an edge may ask, where people are: alerts only as somebody sees them. A purge takes who sees everything. */
export interface EdgeCore
  extends Pick<Core, 'seenBy' | 'now'>,
    AlertCommands,
    PurgeCommands,
    CredentialCommands,
    SessionCommands {
  readonly log: Pick<EventLog, 'head' | 'earliest' | 'degraded'>
}
