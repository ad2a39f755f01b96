import { type Alert, isGoingOn, isSuppressed } from '@watchfloor/contract'

/** The lanes of the board, top to bottom, always in this order. */
export const LANES = ['needs', 'handled', 'unconfirmed', 'suppressed', 'resolved'] as const
export type Lane = (typeof LANES)[number]

export const LANE_TITLES: Readonly<Record<Lane, string>> = {
  needs: 'Needs someone',
  handled: 'Being handled',
  unconfirmed: 'Unconfirmed',
  suppressed: 'Suppressed',
  resolved: 'Just resolved',
}

/** Lanes whose rows ask for attention; the others are one line until somebody opens them. */
export const OPEN_LANES: ReadonlySet<Lane> = new Set(['needs', 'handled', 'unconfirmed'])

/**
 * Where an alert stands; one that flaps in its quiet moments too (S10). Suppression hides it for everyone, so it comes first; an owner comes before doubt; and
 * an unconfirmed critical that nobody has stays where somebody is needed.
 */
export function laneOf(alert: Alert): Lane {
  if (!isGoingOn(alert)) return 'resolved'
  if (isSuppressed(alert)) return 'suppressed'
  if (alert.acknowledged_by !== null) return 'handled'
  if (alert.unconfirmed && alert.level !== 'critical') return 'unconfirmed'
  return 'needs'
}
