import type { LoggedEvent } from '@watchfloor/contract'
import type { Logger } from '../ground/logger.ts'
import type { Tracing } from '../ground/tracing.ts'
import type { Stage } from '../ledger/stage.ts'
import type { TakenOver } from '../ledger/take-over.ts'
import type { OpenLog } from '../log/open-log.ts'
import type { StatsCollector } from '../stats/stats-collector.ts'
import type { CoreMetrics } from './core-metrics.ts'
import { logNotification } from './log-notification.ts'
import type { StoreWatch } from './store-watch.ts'
import type { Unwritten } from './unwritten.ts'
import type { Views } from './views.ts'

export interface AfterCommitParts {
  readonly store: StoreWatch
  readonly unwritten: Unwritten
  readonly scheduleAlerts: (changed: Stage['touched']['settled']) => void
  readonly scheduleSilence: (id: string) => void
  readonly stats: StatsCollector
  /** Undefined before anybody can look. */
  readonly views: () => Pick<Views, 'onEvents'> | undefined
  readonly metrics: CoreMetrics
  readonly logger: Logger
  /** What follows for too many alerts to be in the same group. */
  readonly takeLater: (later: Stage['later']) => void
  /** Hands events to the subscribers of the log. */
  readonly publish: OpenLog['append']
}

/** The same, told to whoever traces, if somebody does. */
export function traced(tracing: Tracing | undefined, parts: AfterCommitParts): (stage: Stage) => void {
  const after = afterCommit(parts)
  if (tracing === undefined) return after
  return (stage) => tracing.settled(stage, stage.events.at(-1)?.sequence, () => after(stage))
}

/**
 * What follows a commit, in this order: deadlines are set anew, the numbers move on, and only then does
 * anybody hear of the events; whoever asks back at once finds a board that knows them.
 */
export function afterCommit(parts: AfterCommitParts): (stage: Stage) => void {
  const { store, unwritten, metrics, logger } = parts
  return (stage) => {
    if (stage.durable) store.wrote()
    unwritten.note(stage)
    countPublished(stage.events, metrics)
    for (const event of stage.events) {
      if (event.type === 'system_notification') logNotification(logger, event.data)
    }
    tell(parts, stage)
    parts.takeLater(stage.later)
  }
}

/** The same for what others committed, who have counted it and see to what follows. */
export function afterOthers(parts: AfterCommitParts): (taken: TakenOver) => void {
  return (taken) => {
    parts.unwritten.tookOver(taken)
    tell(parts, taken)
  }
}

function tell(parts: AfterCommitParts, { touched, events }: Pick<TakenOver, 'touched' | 'events'>): void {
  for (const id of touched.silences.keys()) parts.scheduleSilence(id)
  parts.scheduleAlerts(touched.settled)
  if (events.length > 0) {
    parts.stats.onEvents(events)
    parts.views()?.onEvents(events)
  }
  parts.publish(events)
}

/** Those of a group are mostly of one type. */
function countPublished(events: readonly LoggedEvent[], { published }: CoreMetrics): void {
  let first = 0
  for (let n = 1; n <= events.length; n++) {
    const { type, source } = events[first] as LoggedEvent
    if (events[n]?.type === type) continue
    published(type, source, n - first)
    first = n
  }
}
