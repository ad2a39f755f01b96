import type { Millis } from '@watchfloor/contract'
import { type AlertRecord, deadlineOf, type Report } from '../alerts/record.ts'

/** Is so little time left that whoever looks at the deadline must hear of it now? */
export function isLastMoment(
  record: AlertRecord | undefined,
  known: Report | undefined,
  now: Millis,
  lastMoment: Millis | undefined,
): boolean {
  if (lastMoment === undefined || record === undefined) return false
  const deadline = known?.endsAt ?? deadlineOf(record)
  return deadline !== undefined && deadline - now < lastMoment
}
