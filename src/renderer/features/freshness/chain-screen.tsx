import type { ReactNode } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { useQuery } from '../../state/hash-location.ts'
import { Chain } from './chain.tsx'
import classes from './freshness.module.css'

/** The chain of hops as a screen of its own. */
export function ChainScreen(): ReactNode {
  const { bridge } = useWatchfloor()
  const isStatus = new URLSearchParams(useQuery()).get('from') === 'status'
  return (
    <section className={classes.screen} aria-labelledby="chain-title">
      <h1 id="chain-title" className={classes.title}>
        Chain
      </h1>
      <p className={classes.lead}>Every hop from a source to this board, with its last proof of life.</p>
      {isStatus && (
        <p className={classes.lead} role="status">
          This is in place of Alertmanager’s status page. Its version, cluster and configuration are at{' '}
          <a href={`${bridge.server}/api/v2/status`} target="_blank" rel="noopener noreferrer">
            /api/v2/status
          </a>
          .
        </p>
      )}
      <Chain />
    </section>
  )
}
