import { Button, TextInput } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { parser, Session } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { whyNotDone } from '../../../shared/refusal-words.ts'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'
import classes from './sign-in.module.css'

const parse = parser(Session)

/** Changes a token for this browser's session. The page has it for as long as it is typed. */
export function TokenForm({ onSignedIn }: { readonly onSignedIn: () => void }): ReactNode {
  const { bridge } = useWatchfloor()
  const [token, setToken] = useState('')
  const [trouble, setTrouble] = useState('')
  const [isBusy, setBusy] = useState(false)
  const signIn = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    const body = { token: token.trim() }
    const answer = await ask(bridge, { method: 'POST', path: '/api/v2/session', body }, parse)
    setBusy(false)
    if (!answer.ok) return setTrouble(`Not signed in: ${whyNot(answer)}.`)
    if (answer.value.who === null) return
    setToken('')
    onSignedIn()
  }
  return (
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
      <p role="alert" className={classes.trouble}>
        {trouble}
      </p>
      <p className={classes.hint}>
        Whoever runs this server makes tokens, with <code>watchfloor-server token create</code>.
      </p>
    </form>
  )
}

/** Here the server says what is wrong with a token. */
function whyNot({ reason, message }: Refusal): string {
  return reason === 'signed_out' ? lineOf(message) : whyNotDone(reason, message)
}
