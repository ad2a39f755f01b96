import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { DeskWay } from '../../state/desk-way.tsx'
import { goTo, useQuery } from '../../state/hash-location.ts'
import { keepPlaceAfter, placeAfter } from '../../state/sign-in-place.ts'
import { useWho } from '../../state/who.ts'
import { Page } from '../../ui/page.tsx'
import classes from './sign-in.module.css'
import { TokenForm } from './token-form.tsx'
import { type Way, waysOf } from './ways.ts'
import { WhoLines } from './who-lines.tsx'

/** Who somebody is to the server, and how that changes. */
export function SignIn(): ReactNode {
  const { bridge, who } = useWatchfloor()
  const session = useWho((state) => state)
  const [isUnanswered, setUnanswered] = useState(false)
  const ask = async (): Promise<void> => setUnanswered((await who.refresh()) === null)
  useWayBack()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen opens.
  useEffect(() => void ask(), [])
  const isSignIn = session?.sign_in !== 'off' && session?.who == null
  return (
    <Page title={isSignIn ? 'Sign in' : 'Who you are here'}>
      {session === null && !isUnanswered && <p>Asking the server how one signs in here.</p>}
      {session === null && isUnanswered && (
        <>
          <p role="alert">
            Not known: the server did not say how one signs in here. The board shows whether it is reached.
          </p>
          <Button variant="default" size="xs" onClick={() => void ask()}>
            Ask again
          </Button>
        </>
      )}
      {session?.sign_in === 'off' && (
        <p>
          Nobody signs in on this server: whoever reaches it may see and do everything. Your name is asked for
          when you first acknowledge or silence.
        </p>
      )}
      {session?.who != null && <WhoLines who={session.who} />}
      {session !== null && isSignIn && bridge.desktop === undefined && <WaysIn />}
      {isSignIn && bridge.desktop !== undefined && (
        <>
          <EndedNote />
          <div className={classes.ways}>
            <DeskWay desktop={bridge.desktop} />
          </div>
        </>
      )}
      <p>
        <a href="#/">Board</a>
      </p>
    </Page>
  )
}

/** Who was let in while this screen was open, by whatever way, goes on where they were. */
function useWayBack(): void {
  const query = useQuery()
  const isIn = useWho((session) => (session === null ? null : session.who !== null))
  const wasOut = useRef(false)
  useEffect(() => {
    if (isIn === true && wasOut.current) goTo(placeAfter(query))
    if (isIn !== null) wasOut.current = !isIn
  }, [isIn, query])
}

/** All ways that this server has, and what there is to say before one is taken. */
function WaysIn(): ReactNode {
  const { bridge, who } = useWatchfloor()
  const query = useQuery()
  const [ways, setWays] = useState<readonly Way[]>([])
  useEffect(() => {
    let isCurrent = true
    void waysOf(bridge).then((found) => {
      if (isCurrent) setWays(found)
    })
    return () => {
      isCurrent = false
    }
  }, [bridge])
  const goOn = (): void => {
    void who.refresh()
    bridge.resume()
  }
  return (
    <>
      <EndedNote />
      {isSecureContext ? (
        <div className={classes.ways}>
          {ways.map((way, index) => (
            <div key={way.kind === 'token' ? 'token' : way.url} className={classes.form}>
              {index > 0 && <p className={classes.or}>or</p>}
              {way.kind === 'token' ? (
                <TokenForm onSignedIn={goOn} />
              ) : (
                <Button
                  component="a"
                  href={new URL(way.url, `${bridge.server}/`).href}
                  onClick={() => keepPlaceAfter(placeAfter(query), sessionStorage)}
                >
                  Sign in with {lineOf(way.name)}
                </Button>
              )}
            </div>
          ))}
          {ways.some(({ kind }) => kind === 'openid') && (
            <p className={classes.hint}>
              If the provider does not answer, a token still lets you in: whoever runs this server makes one,
              on its own machine.
            </p>
          )}
        </div>
      ) : (
        <p>
          This page came over <code>http</code>, which others can read, so that browsers keep no session for
          it. Open it by <code>https</code>, or on the server’s own machine.
        </p>
      )}
    </>
  )
}

/** To whoever was signed in here, and is no longer. */
function EndedNote(): ReactNode {
  const { who } = useWatchfloor()
  const at = who.ended()?.at ?? null
  const when = useTicking(({ now }) => (at === null ? '' : ` at ${momentText(at, now())}`))
  if (who.ended() === null) return null
  return (
    <p role="status" className={classes.ended}>
      Your session ended{when}. Sign in again, and you are back where you were.
    </p>
  )
}
