import {
  type BoardAlert,
  groupKey,
  isGoingOn,
  type Millis,
  parseTime,
  type Urgency,
  urgencyOf,
} from '@watchfloor/contract'
import { type Lane, laneOf } from '../../shared/lanes.ts'

/** What the board derives from one alert, read once per version of it. */
export interface Facts extends Urgency {
  readonly lane: Lane
  /** The unit of attention that it belongs to (S22). */
  readonly group: string
  /** Null while it goes on. */
  readonly ended: Millis | null
}

export type ReadFacts = (alert: BoardAlert) => Facts

/** Reads facts and remembers them as long as the alert's object lives: 10,000 alerts are read on every frame. */
export function factReader(): ReadFacts {
  const known = new WeakMap<BoardAlert, Facts>()
  return (alert) => {
    const before = known.get(alert)
    if (before !== undefined) return before
    const facts: Facts = {
      ...urgencyOf(alert),
      lane: laneOf(alert),
      group: groupKey(alert.labels),
      ended: endOf(alert),
    }
    known.set(alert, facts)
    return facts
  }
}

/** When we were told that it is over: its sender's clock may be another (S11). */
function endOf(alert: BoardAlert): Millis | null {
  if (isGoingOn(alert)) return null
  const at = alert.resolved_at ?? alert.ends_at
  return at === undefined ? null : (parseTime(at) ?? 0)
}
