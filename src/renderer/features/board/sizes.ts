import type { Item } from '../../state/layout.ts'
import type { Density } from '../../state/preferences.ts'

/** Heights in pixels; the list is virtual, so they are numbers and not only style. */
export const HEAD_HEIGHT = 28
const QUIET_HEIGHT = 148

/** Whatever the density: `narrow` is the row of two lines, `phone` the same with room for a finger. */
export type RowSize = Density | 'narrow' | 'phone'

const ROW_HEIGHTS: Readonly<Record<RowSize, number>> = {
  compact: 28,
  normal: 36,
  roomy: 52,
  narrow: 48,
  phone: 60,
}

/** Below this a list has no room for a row of one line, pixels; `row-layout.module.css` asks the same of its container. */
export const ONE_LINE_FROM = 900

export function rowHeight(size: RowSize): number {
  return ROW_HEIGHTS[size]
}

export function itemHeight(item: Item, size: RowSize): number {
  switch (item.kind) {
    case 'lane':
      return size === 'phone' ? 44 : HEAD_HEIGHT
    case 'quiet':
      return QUIET_HEIGHT
    default:
      return rowHeight(size)
  }
}
