import { Button } from '@mantine/core'
import { parseTime, type Session } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { ROLE_MAY, sightText } from '../../../shared/access-words.ts'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { signOut } from '../../state/sign-out.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './sign-in.module.css'

export type Known = NonNullable<Session['who']>

/** As whom somebody is signed in, what they may and see, until when, and how they leave. */
export function WhoLines({ who }: { readonly who: Known }): ReactNode {
  const watchfloor = useWatchfloor()
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState('')
  const end = who.expires_at === null ? undefined : parseTime(who.expires_at)
  const until = useTicking(({ now }) => (end === undefined ? '' : momentText(end, now())))
  const leave = async (): Promise<void> => {
    setBusy(true)
    const refusal = await signOut(watchfloor)
    setBusy(false)
    setTrouble(refusal === null ? '' : refusalText('Not signed out', refusal))
  }
  return (
    <div className={classes.who}>
      <p>
        You are <strong>{lineOf(who.name)}</strong>. What you do here bears this name.
      </p>
      <p>
        Your role is <strong>{who.role}</strong>, who {ROLE_MAY[who.role]}.
      </p>
      <p>{sightText(who.scope)}</p>
      {until !== '' && <p>You are signed in until {until}.</p>}
      {who.may.includes('administer') && (
        <p>
          <a href="#/access">Tokens and sessions</a> · <a href="#/audit">What was done</a>
        </p>
      )}
      <Button variant="default" size="xs" onClick={() => void leave()} loading={isBusy}>
        Sign out
      </Button>
      <p role="alert" className={classes.trouble}>
        {trouble}
      </p>
    </div>
  )
}
