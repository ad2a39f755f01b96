import { type ActivitySlice, formatTime, type Level, type Millis } from '@watchfloor/contract'

/** Lives of a level that began in a slice. */
export interface SliceCount {
  readonly slice: number
  readonly level: Level
  readonly n: number
}

/** Every slice of the span, those in which nothing began as well. */
export function toSlices(
  from: Millis,
  width: Millis,
  slices: number,
  counts: readonly SliceCount[],
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
