import type { ReactNode } from 'react'

/** Watchfloor's own sign. */
export function Mark(): ReactNode {
  return (
    <svg viewBox="0 0 16 16" width="24" height="24" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <circle cx="8" cy="8" r="2.75" fill="currentColor" />
    </svg>
  )
}
