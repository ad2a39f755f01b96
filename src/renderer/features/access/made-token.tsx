import { Button } from '@mantine/core'
import type { CredentialMade } from '@watchfloor/contract'
import { type ReactNode, useEffect, useRef } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { COPY_LABELS, useCopy } from '../../ui/use-copy.ts'
import classes from './access.module.css'

export interface MadeTokenProps {
  readonly made: CredentialMade
  readonly onDone: () => void
}

/** The one time that a token is shown. It is nowhere else in this page, and goes when this does. */
export function MadeToken({ made, onDone }: MadeTokenProps): ReactNode {
  const shown = useRef<HTMLElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const [state, copy] = useCopy(shown)
  useEffect(() => title.current?.focus(), [])
  return (
    <section className={classes.panel} aria-labelledby="made-token">
      <h3 id="made-token" className={classes.heading} ref={title} tabIndex={-1}>
        The token of {lineOf(made.credential.name)}
      </h3>
      <p className={classes.text}>
        <strong>Copy it now: this is the only time that it is shown.</strong> The server keeps no more than a
        hash of it. Give it to whoever it is for by a way that others cannot read.
      </p>
      <code className={classes.token} ref={shown}>
        {made.token}
      </code>
      <div className={classes.buttons}>
        <Button onClick={() => void copy(made.token)}>{COPY_LABELS[state]}</Button>
        <Button variant="default" onClick={onDone}>
          Put it out of sight
        </Button>
      </div>
    </section>
  )
}
