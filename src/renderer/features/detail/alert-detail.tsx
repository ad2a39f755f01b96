import type { ReactNode } from 'react'

export interface AlertDetailProps {
  readonly fingerprint: string
  /** A panel over the board, or a page of its own on narrow windows. */
  readonly as: 'panel' | 'page'
  readonly onClose: () => void
}

/** Everything known about one alert. */
export function AlertDetail({ fingerprint }: AlertDetailProps): ReactNode {
  return <section aria-label="Alert">{fingerprint}</section>
}
