import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DeskState, TokenPlace } from '../../../shared/desk-state.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useLocked } from '../../state/locked.ts'
import { appRefusalText } from '../../ui/refusal-text.ts'
import { Line, Section } from './section.tsx'

const TOKEN_WORDS: Readonly<Record<TokenPlace, string>> = {
  none: 'Nothing.',
  stored: 'A token or a session, in the safe store of this system.',
  memory: 'A token or a session, kept until you quit: this system has no safe store.',
}

/** Which server. It is changed where it is tested: in the assistant. */
export function ServerSection({ desk }: { readonly desk: DeskState }): ReactNode {
  const isLocked = useLocked('server')
  return (
    <Section title="Server">
      <Line label="Address" said={desk.settings.server ?? 'None yet.'} isLocked={isLocked}>
        <Button component="a" href="#/welcome?step=1" variant="default" size="xs">
          Change…
        </Button>
      </Line>
      <Line label="Signed in by" said={TOKEN_WORDS[desk.token]}>
        {desk.token === 'none' && (
          <Button component="a" href="#/sign-in" variant="default" size="xs">
            Sign in…
          </Button>
        )}
        <Button component="a" href="#/welcome?step=1" variant="default" size="xs">
          {desk.token === 'none' ? 'Give a token…' : 'Replace…'}
        </Button>
        {desk.token !== 'none' && <ForgetToken />}
      </Line>
    </Section>
  )
}

/** A token that is forgotten cannot be brought back from here, so there is no undo. */
function ForgetToken(): ReactNode {
  const { bridge, toasts } = useWatchfloor()
  const forget = async (): Promise<void> => {
    const answer = await bridge.desktop?.setToken(null)
    if (answer === undefined) return
    const failed = { kind: 'error', key: 'token' } as const
    if (answer.ok) toasts.push({ kind: 'result', text: ['Token forgotten on this computer.'], actions: [] })
    else toasts.push({ ...failed, text: [appRefusalText('Token not forgotten', answer)], actions: [] })
  }
  return (
    <Button variant="default" size="xs" onClick={() => void forget()}>
      Forget
    </Button>
  )
}
