import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import classes from './audit.module.css'

/** What is looked for, as a file. The desk has no browser's session: there it is taken in a browser. */
export function TakeAway({ query }: { readonly query: string }): ReactNode {
  const { bridge } = useWatchfloor()
  if (bridge.desktop !== undefined)
    return (
      <p className={classes.hint}>
        Files of it are taken in a browser:{' '}
        <a href={`${bridge.server}/#/audit`} target="_blank" rel="noopener noreferrer">
          {bridge.server}
        </a>
      </p>
    )
  const file = (format: string): string => {
    const asked = new URLSearchParams(query)
    asked.set('format', format)
    return `${bridge.server}/api/v2/audit?${asked}`
  }
  return (
    <div className={classes.buttons} role="group" aria-label="Take away what is shown, as a file">
      <span className={classes.hint}>As a file</span>
      <Button size="xs" variant="default" component="a" href={file('jsonl')} download>
        JSON lines
      </Button>
      <Button size="xs" variant="default" component="a" href={file('csv')} download>
        CSV
      </Button>
    </div>
  )
}
