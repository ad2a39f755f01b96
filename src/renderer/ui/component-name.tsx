import type { ReactNode } from 'react'
import { lineOf } from '../../shared/alert-words.ts'
import classes from './component-name.module.css'

/** A component's name on one line: what kind of program it is gives way before which one. */
export function ComponentName({ name }: { readonly name: string }): ReactNode {
  const line = lineOf(name)
  const space = line.indexOf(' ')
  return (
    <bdi className={classes.name} data-cut="">
      {space > 0 && <span className={classes.kind}>{line.slice(0, space + 1)}</span>}
      <span className={classes.which}>{line.slice(space + 1)}</span>
    </bdi>
  )
}
