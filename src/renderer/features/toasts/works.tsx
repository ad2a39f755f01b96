import { type ReactNode, useId } from 'react'
import { useStore } from 'zustand'
import { formatCount } from '../../../shared/counts.ts'
import { useWatchfloor } from '../../state/context.ts'
import type { Work } from '../../state/works.ts'
import classes from './toasts.module.css'

/** What is being done with many things: how far it is, and its end. */
export function Works(): ReactNode {
  return useStore(useWatchfloor().works, ({ works }) => works).map((work) => (
    <OneWork key={work.id} work={work} />
  ))
}

function OneWork({ work: { verb, of, done, stop } }: { readonly work: Work }): ReactNode {
  const id = useId()
  return (
    <div className={classes.toast} data-kind="work">
      <p className={classes.text} id={id}>
        {stop === undefined ? 'Stopping' : verb}: {formatCount(done)} of {formatCount(of)}
      </p>
      <progress className={classes.progress} aria-labelledby={id} value={done} max={of} />
      {stop !== undefined && (
        <div className={classes.actions}>
          <button type="button" onClick={stop}>
            Stop
          </button>
        </div>
      )}
    </div>
  )
}
