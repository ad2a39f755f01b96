import type { ReactNode } from 'react'

/** Health, silences and quick actions beside the list. */
export function SideRail(): ReactNode {
  return null
}
