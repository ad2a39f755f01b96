import type { ReactNode } from 'react'

/** The board before any alert was ever heard. */
export function Welcome(): ReactNode {
  return null
}
