import type { ReactNode } from 'react'

/** The alert list in its lanes. */
export function Board(): ReactNode {
  return <section aria-label="Alerts" />
}
