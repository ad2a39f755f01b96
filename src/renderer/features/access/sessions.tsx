import { Button } from '@mantine/core'
import { type OpenSession, type OpenSessions, parseTime } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { scopeText } from '../../../shared/access-words.ts'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking } from '../../state/context.ts'
import type { Served } from '../../state/use-served.ts'
import classes from './access.module.css'
import { EndQuestion } from './end-question.tsx'

import { Reading } from './reading.tsx'

/** Who is signed in, in browsers and at desks. */
export function Sessions({ served }: { readonly served: Served<OpenSessions> }): ReactNode {
  const [ending, setEnding] = useState<OpenSession | null>(null)
  const sessions = served.value?.sessions ?? []
  return (
    <section className={classes.section} aria-labelledby="sessions">
      <div className={classes.bar}>
        <h2 id="sessions" className={classes.heading}>
          Signed in {served.value !== undefined && <span className={classes.count}>{sessions.length}</span>}
        </h2>
      </div>
      <Reading what="The sessions" served={served} />
      {served.value !== undefined && sessions.length === 0 && (
        <p className={classes.text}>Nobody is signed in, in a browser or at a desk.</p>
      )}
      <ul className={classes.list} aria-label="Sessions">
        {sessions.map((session) => (
          <SessionLine key={session.id} session={session} onEnd={() => setEnding(session)} />
        ))}
      </ul>
      {ending !== null && (
        <EndQuestion
          title={`End the session of ${lineOf(ending.name)}?`}
          ends={[
            `${ending.is_own ? 'This is your own: you are signed out here' : `That ${ending.device} is signed out`} within seconds, and its streams end.`,
            'Whoever still has a token, or an account at the provider, can sign in again.',
          ]}
          verb="End it"
          path={`/api/v2/sessions/${encodeURIComponent(ending.id)}`}
          failed="Session not ended"
          onCancel={() => setEnding(null)}
          onDone={() => {
            setEnding(null)
            served.again()
          }}
        />
      )}
    </section>
  )
}

function SessionLine({
  session,
  onEnd,
}: {
  readonly session: OpenSession
  readonly onEnd: () => void
}): ReactNode {
  const opened = useTicking(({ now }) => momentText(parseTime(session.opened_at) ?? Number.NaN, now()))
  const until = useTicking(({ now }) => momentText(parseTime(session.expires_at) ?? Number.NaN, now()))
  const name = lineOf(session.name)
  return (
    <li className={classes.line}>
      <div className={classes.what}>
        <p className={classes.name}>
          {name} <span className={classes.role}>{session.role}</span>
          {session.is_own && <span className={classes.role}>you, here</span>}
        </p>
        <p className={classes.hint}>
          {session.device === 'desk' ? 'A desk' : 'A browser'} at {lineOf(session.address)}
          {session.scope !== null && ` · alerts with ${scopeText(session.scope)}`}
        </p>
        <p className={classes.hint}>
          <code>{lineOf(session.subject)}</code> · since {opened}
        </p>
      </div>
      <span className={classes.end}>until {until}</span>
      <Button
        size="xs"
        variant="default"
        aria-label={`End the session of ${name}, ${session.device}…`}
        onClick={onEnd}
      >
        End…
      </Button>
    </li>
  )
}
