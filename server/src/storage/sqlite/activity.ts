import { type ActivitySlice, formatTime, type Millis } from '@watchfloor/contract'
import type { ReaderCalls } from './protocol.ts'

/** Every slice of the span, those in which nothing began as well. */
export function toSlices(
  from: Millis,
  width: Millis,
  slices: number,
  counts: ReaderCalls['timeline']['answer'],
): readonly ActivitySlice[] {
  const counted = Array.from({ length: slices }, (_, i) => ({
    at: formatTime(Math.round(from + i * width)),
    critical: 0,
    high: 0,
    warning: 0,
    info: 0,
    unset: 0,
  }))
  for (const { slice, level, n } of counts) {
    const target = counted[slice]
    if (target !== undefined) target[level] = n
  }
  return counted
}
