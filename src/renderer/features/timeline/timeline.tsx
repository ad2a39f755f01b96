import type { ReactNode } from 'react'

export interface TimelineProps {
  /** Height in pixels; the width is the slot's own. It never changes the height of what is around it. */
  readonly height: number
}

/** Lives begun in the last 24 hours, in the pulse strip. */
export function Timeline({ height }: TimelineProps): ReactNode {
  return <div style={{ height }} />
}
