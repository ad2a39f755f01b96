import type { Millis } from '@watchfloor/contract'
import { momentText } from '../../../shared/times.ts'

export interface Since {
  readonly id: string
  readonly label: string
  readonly at: Millis
}

const HOUR = 3_600_000
const SHIFTS = [8, 12, 24]
/** A handover from longer ago was of another shift than the last. */
const LATEST_MS = 24 * HOUR

/** From when a shift may be told; the first is what is told unless somebody chooses. */
export function sinceChoices(handedOver: Millis | null, now: Millis): readonly Since[] {
  const spans = SHIFTS.map((hours) => ({ id: `${hours}`, label: `${hours} h`, at: now - hours * HOUR }))
  if (handedOver === null || handedOver > now || now - handedOver > LATEST_MS) return spans
  return [{ id: 'last', label: `Last handover, ${momentText(handedOver, now)}`, at: handedOver }, ...spans]
}
