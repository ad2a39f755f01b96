import { Button, TextInput } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { parser, Session } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { whyNotDone } from '../../../shared/refusal-words.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import plain from '../../ui/plain-screen.module.css'
import classes from './sign-in.module.css'

const parse = parser(Session)

/** Who this browser is to the server, and how that changes. */
export function SignIn(): ReactNode {
  const { bridge } = useWatchfloor()
  const [session, setSession] = useState<Session | null>(null)
  const [trouble, setTrouble] = useState('')
  const [token, setToken] = useState('')
  const [isBusy, setBusy] = useState(false)

  const ask = async (method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<Session | null> => {
    const answer = await bridge.request({
      method,
      path: '/api/v2/session',
      ...(body !== undefined && { body }),
    })
    const read = answer.ok ? parse(answer.value) : undefined
    if (read?.ok === true) {
      setTrouble('')
      setSession(read.value)
      return read.value
    }
    setTrouble(
      `${method === 'GET' ? 'Not known' : 'Nothing changed'}: ${answer.ok ? UNREADABLE : whyNot(answer)}.`,
    )
    return null
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen opens.
  useEffect(() => void ask('GET'), [])

  const signIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    const now = await ask('POST', { token: token.trim() })
    setBusy(false)
    if (now?.who == null) return
    setToken('')
    bridge.resume()
    goTo('/')
  }
  const signOut = async (): Promise<void> => {
    setBusy(true)
    const now = await ask('DELETE')
    setBusy(false)
    // Nothing of before stays in sight.
    if (now !== null) location.reload()
  }

  return (
    <section className={plain.screen} aria-labelledby="sign-in">
      <h1 id="sign-in" className={plain.title}>
        {session?.who == null && session?.sign_in !== 'off' ? 'Sign in' : 'Who you are here'}
      </h1>
      {session?.sign_in === 'off' && (
        <p>
          Nobody signs in on this server: whoever reaches it may see and do everything. Your name is asked for
          when you first acknowledge or silence.
        </p>
      )}
      {session?.who != null && <Who who={session.who} onSignOut={() => void signOut()} isBusy={isBusy} />}
      {session?.sign_in === 'tokens' && session.who === null && !isSecureContext && (
        <p>
          This page came over <code>http</code>, which others can read, so that browsers keep no session for
          it. Open it by <code>https</code>, or on the server’s own machine.
        </p>
      )}
      {session?.sign_in === 'tokens' && session.who === null && isSecureContext && (
        <form className={classes.form} onSubmit={(event) => void signIn(event)}>
          <TextInput
            type="password"
            label="Token"
            description="It stays with the server: this browser carries a session of seven days instead."
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            autoComplete="current-password"
            maxLength={1_000}
            data-autofocus
          />
          <Button type="submit" disabled={token.trim() === ''} loading={isBusy}>
            Sign in
          </Button>
          <p className={classes.hint}>
            Whoever runs this server makes tokens, with <code>watchfloor-server token create</code>.
          </p>
        </form>
      )}
      <p role="alert" className={classes.trouble}>
        {trouble}
      </p>
      <p>
        <a href="#/">Board</a>
      </p>
    </section>
  )
}

const UNREADABLE = 'the answer could not be read'

/** Here the server says what is wrong with a token. */
function whyNot({ reason, message }: Refusal): string {
  return reason === 'signed_out' ? lineOf(message) : whyNotDone(reason, message)
}

function Who({
  who,
  onSignOut,
  isBusy,
}: {
  readonly who: NonNullable<Session['who']>
  readonly onSignOut: () => void
  readonly isBusy: boolean
}): ReactNode {
  const until = useTicking(({ now }) =>
    who.expires_at === null ? '' : `, until ${momentText(Date.parse(who.expires_at), now())}`,
  )
  return (
    <>
      <p>
        You are <strong>{lineOf(who.name)}</strong>, {MAY[who.role]}
        {until}. What you do here bears this name.
      </p>
      <Button variant="default" onClick={onSignOut} loading={isBusy}>
        Sign out
      </Button>
    </>
  )
}

const MAY: Readonly<Record<NonNullable<Session['who']>['role'], string>> = {
  ingest: 'who may send alerts and see nothing',
  viewer: 'who may look and change nothing',
  responder: 'who may take, silence and end alerts',
  admin: 'who may do everything',
}
