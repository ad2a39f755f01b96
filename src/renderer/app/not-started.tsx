import { Button, MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './not-started.module.css'
import { cssVariablesResolver, theme } from './theme.ts'

export interface NotStartedProps {
  readonly why: string
  readonly onAgain: () => void
}

/** The desktop app's background part did not answer: there is no board to show, and that is said. */
export function NotStarted({ why, onAgain }: NotStartedProps): ReactNode {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <main className={classes.screen}>
        <h1 className={classes.title}>The board did not start</h1>
        <p>Nothing is shown here. Whether you are notified is not known.</p>
        <p className={classes.why}>{why}</p>
        <Button onClick={onAgain}>Start the board again</Button>
      </main>
    </MantineProvider>
  )
}
