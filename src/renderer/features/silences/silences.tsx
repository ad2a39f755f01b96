import type { ReactNode } from 'react'

/** The screen of all silences. */
export function Silences(): ReactNode {
  return <section aria-label="Silences" />
}
