import { OpenSessions, parser } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { useWhyNot } from '../../state/may.ts'
import { useServed } from '../../state/use-served.ts'
import { useWho } from '../../state/who.ts'
import { Page } from '../../ui/page.tsx'
import classes from './access.module.css'
import { Sessions } from './sessions.tsx'
import { Tokens } from './tokens.tsx'

const parse = parser(OpenSessions)

/** Who may come in: tokens and sessions, for who runs the server. Anybody else is told why there is nothing here. */
export function Access(): ReactNode {
  const why = useWhy()
  return (
    <Page title="Tokens and sessions" width="table">
      {why === null ? (
        <Everybody />
      ) : (
        <>
          <p>{why}</p>
          <p className={classes.hint}>
            On the server’s own machine, whoever runs it makes and revokes tokens with{' '}
            <code>watchfloor-server token</code>.
          </p>
          <p>
            <a href="#/">Board</a> · <a href="#/sign-in">Who you are here</a>
          </p>
        </>
      )}
    </Page>
  )
}

/** Why this person sees none of it; null when they do. */
function useWhy(): string | null {
  const lacking = useWhyNot('administer')
  const session = useWho((state) => state)
  if (session?.sign_in === 'off')
    return 'Nobody signs in on this server, so there is nobody to let in or to keep out. A token that anybody here could make would open it again later: here nobody makes one.'
  if (session !== null && session.who === null) return 'You are not signed in, so this is not shown.'
  return lacking
}

function Everybody(): ReactNode {
  const sessions = useServed('/api/v2/sessions', parse)
  const sessionsOf = (subject: string): number | undefined =>
    sessions.value?.sessions.filter((one) => one.subject === subject).length
  return (
    <>
      <Tokens sessionsOf={sessionsOf} onChange={sessions.again} />
      <Sessions served={sessions} />
    </>
  )
}
