import { type Alert, isAskedOf, isFree, isOfferedTo } from '@watchfloor/contract'

/** What taking these means for this person: nobody has them, they are offered, or the question whether one is still on them. */
export function takeLabel(alerts: readonly Alert[], me: string | null): string {
  const waiting = alerts.filter((alert) => !isFree(alert))
  if (waiting.length < alerts.length || waiting.length === 0) return 'Acknowledge'
  if (waiting.every(({ acknowledged_by }) => isOfferedTo(acknowledged_by, me))) return 'Accept'
  return waiting.every(({ acknowledged_by }) => isAskedOf(acknowledged_by, me))
    ? 'Still on it'
    : 'Acknowledge'
}
