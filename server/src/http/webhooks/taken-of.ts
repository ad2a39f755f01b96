import type { AlertsTaken } from '@watchfloor/contract'
import type { Refusals } from '../../alerts/refusals.ts'

/** What a webhook's sender is told of its alerts. */
export function takenOf(accepted: number, { count, reasons }: Refusals): AlertsTaken {
  return { accepted, rejected: reasons, rejected_count: count }
}

/** For a message that is on disk already. */
export const NOTHING_TAKEN: AlertsTaken = { accepted: 0, rejected: [], rejected_count: 0 }
