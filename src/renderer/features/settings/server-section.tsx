import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import type { DeskState, TokenPlace } from '../../../shared/desk-state.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useLocked } from '../../state/locked.ts'
import { signOut } from '../../state/sign-out.ts'
import { Line, Section } from './section.tsx'

const TOKEN_WORDS: Readonly<Record<TokenPlace, string>> = {
  none: 'None.',
  stored: 'Stored in the safe store of this system.',
  memory: 'Kept until you quit: this system has no safe store.',
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
      <Line label="Token or session" said={TOKEN_WORDS[desk.token]}>
        {desk.token === 'none' && (
          <Button component="a" href="#/sign-in" variant="default" size="xs">
            Sign in…
          </Button>
        )}
        <Button component="a" href="#/welcome?step=1" variant="default" size="xs">
          {desk.token === 'none' ? 'Give a token…' : 'Replace…'}
        </Button>
        {desk.token !== 'none' && <SignOut />}
      </Line>
    </Section>
  )
}

/** What is forgotten cannot be brought back from here, so there is no undo. */
function SignOut(): ReactNode {
  const watchfloor = useWatchfloor()
  const { toasts } = watchfloor
  const leave = async (): Promise<void> => {
    const refusal = await signOut(watchfloor)
    if (refusal === null) toasts.push({ kind: 'result', text: ['Signed out on this desk.'], actions: [] })
    else toasts.push({ kind: 'error', key: 'token', text: [lineOf(refusal.message)], actions: [] })
  }
  return (
    <Button variant="default" size="xs" onClick={() => void leave()}>
      Sign out
    </Button>
  )
}
