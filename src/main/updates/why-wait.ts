import type { Alert } from '@watchfloor/contract'
import { laneOf, OPEN_LANES } from '../../shared/lanes.ts'
import type { Waiting } from '../../shared/update-state.ts'

/** What the desk knows of the floor when it might restart. */
export interface Watch {
  /** A server was chosen, so there is something to miss. */
  readonly has_server: boolean
  /** What is known is known to be true now. */
  readonly is_receiving: boolean
  readonly alerts: Iterable<Alert>
}

/**
 * Why an update must not be installed now; null when it may. A critical counts from its start to its end, also while
 * somebody has it, but not while it is hidden from everybody by a silence or another alert. What is not received cannot
 * be known to be quiet.
 */
export function whyWait({ has_server, is_receiving, alerts }: Watch): Waiting | null {
  if (!has_server) return null
  let criticals = 0
  for (const alert of alerts) if (alert.level === 'critical' && OPEN_LANES.has(laneOf(alert))) criticals++
  if (criticals > 0) return { for: 'criticals', count: criticals }
  return is_receiving ? null : { for: 'receiving' }
}
