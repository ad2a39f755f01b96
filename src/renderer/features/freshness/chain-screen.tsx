import type { ReactNode } from 'react'
import { Chain } from './chain.tsx'
import classes from './freshness.module.css'

/** The chain of hops as a screen of its own. */
export function ChainScreen(): ReactNode {
  return (
    <section className={classes.screen} aria-labelledby="chain-title">
      <h1 id="chain-title" className={classes.title}>
        Chain
      </h1>
      <p className={classes.lead}>Every hop from a source to this board, with its last proof of life.</p>
      <Chain />
    </section>
  )
}
