import type { Millis } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { formatAge } from '../../shared/times.ts'
import { useTicking } from './context.ts'

/** How long ago, in server time; the hint gives mine and UTC. */
export function Age({ since }: { readonly since: Millis }): ReactNode {
  const text = useTicking((ticker) => formatAge(ticker.now() - since))
  return (
    <time dateTime={new Date(since).toISOString()} data-moment={since}>
      {text}
    </time>
  )
}
