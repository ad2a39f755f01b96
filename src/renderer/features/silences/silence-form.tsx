import type { ReactNode } from 'react'

export interface SilenceFormProps {
  /** A silence to change; absent for a new one, whose matchers stand in the query as `filter` (repeatable). */
  readonly id?: string | undefined
}

/** The form of one silence. */
export function SilenceForm({ id }: SilenceFormProps): ReactNode {
  return <section aria-label={id === undefined ? 'New silence' : 'Silence'} />
}
