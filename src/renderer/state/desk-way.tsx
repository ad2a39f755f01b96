import { Button } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { parseTime } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { lineOf } from '../../shared/alert-words.ts'
import type { DesktopOnly } from '../../shared/bridge.ts'
import { momentText } from '../../shared/times.ts'
import { appRefusalText } from '../ui/refusal-text.ts'
import { useDesk, useTicking } from './context.ts'
import classes from './desk-way.module.css'

/** The desktop app has the person sign in by the system's browser, at the server's own page. */
export function DeskWay({ desktop }: { readonly desktop: DesktopOnly<Refusal> }): ReactNode {
  const signingIn = useDesk((desk) => desk?.signing_in ?? null)
  const [trouble, setTrouble] = useState('')
  const until = signingIn?.state === 'waiting' ? parseTime(signingIn.until) : undefined
  const when = useTicking(({ now }) => (until === undefined ? '' : momentText(until, now())))
  const begin = async (): Promise<void> => {
    const answer = await desktop.signIn()
    setTrouble(answer.ok ? '' : appRefusalText('Not signed in', answer))
  }
  const isWaiting = signingIn?.state === 'waiting'
  const failed = signingIn?.state === 'failed' ? `Not signed in: ${lineOf(signingIn.message)}` : ''
  return (
    <div className={classes.way}>
      {isWaiting && (
        <p role="status">
          Sign in in your browser, and agree there to let this desk in. It waits until {when}.
        </p>
      )}
      <Button onClick={() => void begin()}>
        {isWaiting ? 'Open the browser again' : 'Sign in in the browser'}
      </Button>
      {isWaiting && (
        <Button variant="default" size="xs" onClick={() => void desktop.stopSigningIn()}>
          Give up
        </Button>
      )}
      <p role="alert" className={classes.trouble}>
        {trouble || failed}
      </p>
      <p className={classes.hint}>
        Without a browser: <a href="#/welcome?step=1">give a token</a>.
      </p>
    </div>
  )
}
