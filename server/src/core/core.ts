import type { BoardHealth, Millis, Scope, StatsEvent } from '@watchfloor/contract'
import type { Routing } from '../alertmanager/routing.ts'
import type { Actor } from '../audit/actor.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Auditing } from './auditing.ts'
import type { Beside } from './beside.ts'
import type { AlertCommands } from './core-commands.ts'
import type { CredentialCommands } from './credentials.ts'
import type { Noted } from './note.ts'
import type { PurgeCommands } from './purging.ts'
import type { SessionCommands } from './sessions.ts'
import type { SeverityCommands } from './severities.ts'
import type { SilenceCommands } from './silencing.ts'
import type { SeenActs, View } from './view.ts'

/** What somebody does; each has an entry of the audit log. */
export interface Acting
  extends SeenActs,
    Pick<PurgeCommands, 'purge'>,
    Pick<SeverityCommands, 'mapSeverity'>,
    Omit<CredentialCommands, keyof Reads>,
    Omit<SessionCommands, keyof Reads> {
  /** Writes the entry of an act that this server's transactions do not reach. */
  readonly note: (act: Noted) => Promise<CommandAnswer<void>>
}

/** Whoever goes on with a session does nothing new. */
type Reads = Pick<
  CredentialCommands,
  'credential' | 'useCredential' | 'credentials' | 'revocations' | 'isTakenBack'
> &
  Pick<SessionCommands, 'session' | 'sessions' | 'renewSession'>

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
    SessionCommands,
    SeverityCommands {
  readonly log: EventLog
  /** The alerts as those see them who have this scope. */
  readonly seenBy: (scope: Scope | undefined) => View
  /** What somebody does: the audit log has an entry of each, in the same transaction. */
  readonly by: (actor: Actor) => Acting
  readonly audit: Auditing
  /** Other inhibition rules and receivers from now on; resolves when what they change is committed. */
  readonly setRouting: (routing: Routing) => Promise<void>
  /** Every new value of the statistics. */
  readonly subscribeStats: (listener: (event: StatsEvent) => void) => () => void
  readonly healthRows: () => readonly BoardHealth[]
  /** What is on the disk and not yet in the tables that long reads look in, bytes. */
  readonly behind: () => number
  /** Steps that the expressions of what stands may take for one alert at worst. */
  readonly standing: () => { readonly silences: number; readonly configuration: number }
  readonly now: () => Millis
  /** What servers that share a store tell each other of. */
  readonly beside: Beside
  /** Ends timers and the store; what was accepted is kept. */
  readonly close: () => Promise<void>
}

/**
 * What an edge may ask, where people are: alerts only as somebody sees them, and acts only by somebody. A purge takes who
 * sees everything.
 */
export interface EdgeCore
  extends Pick<Core, 'seenBy' | 'audit' | 'now'>,
    AlertCommands,
    Pick<PurgeCommands, 'wouldPurge'>,
    Pick<SeverityCommands, 'severities'>,
    Reads {
  readonly by: (actor: Actor) => Omit<Acting, keyof SeenActs>
  readonly log: Pick<EventLog, 'head' | 'earliest' | 'degraded'>
}
