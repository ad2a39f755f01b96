import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Served } from '../../state/use-served.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './access.module.css'

/** What there is to say while something is read, and when it could not be. `what` is for example `The tokens`. */
export function Reading<T>({
  what,
  served,
}: {
  readonly what: string
  readonly served: Served<T>
}): ReactNode {
  const { value, refusal, isReading, again } = served
  if (refusal !== null)
    return (
      <div className={classes.buttons} role="alert">
        <span className={classes.wrong}>
          {refusalText(`${what} could not be read${value === undefined ? '' : ' again'}`, refusal)}
        </span>
        <Button size="xs" variant="default" loading={isReading} onClick={again}>
          Try again
        </Button>
      </div>
    )
  return value === undefined ? (
    <p className={classes.text} role="status">
      Asking the server…
    </p>
  ) : null
}
