import {
  type BoardAlert,
  byUrgency,
  compareUtf8,
  type Level,
  type Millis,
  newestFirst,
  oldestFirst,
  type Urgency,
} from '@watchfloor/contract'
import type { Lane } from '../../shared/lanes.ts'
import type { ReadFacts } from './facts.ts'

/** One line of the board: the alerts of one group that stand in the same lane. */
export interface Row extends Urgency {
  readonly kind: 'row'
  readonly lane: Lane
  /** Never empty. Worst first, then newest; in a held list as they stood when it was held. */
  readonly alerts: readonly BoardAlert[]
  /** The worst and newest: it stands for the others. */
  readonly first: BoardAlert
  readonly level: Level
  /** When the oldest of them began: a replaced pod does not make the trouble younger. */
  readonly started: Millis
  /** When the last of them ended; null while any fires. */
  readonly ended: Millis | null
}

/** Order of rows within a lane. */
export const SORTS = ['severity', 'newest', 'oldest', 'name'] as const
export type Sort = (typeof SORTS)[number]

export function rowId(lane: Lane, key: string): string {
  return `${lane}:${key}`
}

/** Order of the alerts within a row: worst first, then newest. */
export function alertOrder(factsOf: ReadFacts): (a: BoardAlert, b: BoardAlert) => number {
  return (a, b) => byUrgency(factsOf(a), factsOf(b))
}

/** Builds a row of alerts in the order they are to be shown; undefined when there is nothing to show. */
export function buildRow(
  id: string,
  lane: Lane,
  alerts: readonly BoardAlert[],
  factsOf: ReadFacts,
): Row | undefined {
  let [first] = alerts
  if (first === undefined) return undefined
  let best = factsOf(first)
  let started = Number.POSITIVE_INFINITY
  let ended: Millis | null = 0
  for (const alert of alerts) {
    const facts = factsOf(alert)
    started = Math.min(started, facts.started)
    ended = facts.ended === null || ended === null ? null : Math.max(ended, facts.ended)
    if (byUrgency(facts, best) >= 0) continue
    first = alert
    best = facts
  }
  return {
    kind: 'row',
    id,
    lane,
    alerts,
    first,
    level: first.level,
    rank: best.rank,
    started,
    ended,
  }
}

/** A total order, so that two boards with the same alerts look the same. What resolved last comes first. */
export function rowOrder(lane: Lane, sort: Sort): (a: Row, b: Row) => number {
  if (lane === 'resolved') return (a, b) => (b.ended ?? 0) - (a.ended ?? 0) || compareUtf8(a.id, b.id)
  switch (sort) {
    case 'severity':
      return byUrgency
    case 'newest':
      return newestFirst
    case 'oldest':
      return oldestFirst
    case 'name':
      return (a, b) => compareUtf8(a.first.alertname, b.first.alertname) || newestFirst(a, b)
  }
}
