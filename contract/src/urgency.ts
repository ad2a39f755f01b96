import type { Alert } from './alert.ts'
import { compareUtf8 } from './labels.ts'
import { levelRank } from './severity.ts'
import { type Millis, parseTime } from './time.ts'

/** What decides which of two things comes first; their ids differ. */
export interface Urgency {
  /** 0 is worst. */
  readonly rank: number
  readonly started: Millis
  readonly id: string
}

export function urgencyOf(alert: Ranked): Urgency {
  return { rank: levelRank(alert.level), started: startOf(alert), id: alert.fingerprint }
}

/** When it began; what flaps began with the first of its lives, and so stays where it stands (S10). */
export function startOf({ starts_at, episode }: Pick<Alert, 'starts_at' | 'episode'>): Millis {
  return parseTime(episode?.since ?? starts_at) ?? 0
}

/**
 * Worst first, then newest, then by id: a total order, so that the same things stand in the same order on every board,
 * in every notification, and each time they are sorted.
 */
export function byUrgency(a: Urgency, b: Urgency): number {
  return a.rank - b.rank || newestFirst(a, b)
}

export function newestFirst(a: Omit<Urgency, 'rank'>, b: Omit<Urgency, 'rank'>): number {
  return b.started - a.started || compareUtf8(a.id, b.id)
}

export function oldestFirst(a: Omit<Urgency, 'rank'>, b: Omit<Urgency, 'rank'>): number {
  return a.started - b.started || compareUtf8(a.id, b.id)
}

type Ranked = Pick<Alert, 'level' | 'starts_at' | 'episode' | 'fingerprint'>

/** Alerts by urgency. */
export function worstFirst<A extends Ranked>(alerts: Iterable<A>): readonly A[] {
  return Array.from(alerts, (alert) => ({ alert, urgency: urgencyOf(alert) }))
    .sort((a, b) => byUrgency(a.urgency, b.urgency))
    .map(({ alert }) => alert)
}
