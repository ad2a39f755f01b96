import type { BoardSnapshot, StatsEvent } from '@watchfloor/contract'
import type { Actor } from '../audit/actor.ts'
import type { Steps } from '../ground/steps.ts'
import type { HistoryReads } from '../history/history-reads.ts'
import type { Sight } from '../scope/sight.ts'
import type { AlertQueries } from './alert-queries.ts'
import type { AsSeen } from './as-seen.ts'
import type { ActsOnAlerts } from './core-commands.ts'
import type { ReadBoard } from './present-board.ts'
import type { SilenceActs } from './scoped-silences.ts'
import type { SilenceCommands } from './silencing.ts'

/** What people do with the alerts that they see. */
export interface SeenActs extends ActsOnAlerts, SilenceActs {}

/**
 * The alerts as somebody sees them, and what they may do with these: everything, or the part of their scope. There is
 * no other way from an edge to an alert, so that none can forget to ask whose it is.
 */
export interface View
  extends AlertQueries,
    HistoryReads,
    SeenActs,
    Pick<SilenceCommands, 'wouldHide' | 'judgeSilence' | 'endError'>,
    Pick<AsSeen, 'event'> {
  readonly sight: Sight
  /** The same acts by somebody: the audit log has an entry of each, in the same transaction. */
  readonly by: (actor: Actor) => SeenActs
  /** The board exactly at its cursor (S19). */
  readonly board: () => BoardSnapshot
  /** The same in steps: it is the board of the moment of the first. With `most`, of so many alerts, the worst first. */
  readonly boardInSteps: (most?: number) => Steps<ReadBoard>
  /** Latest statistics (class B). */
  readonly stats: () => StatsEvent
}
