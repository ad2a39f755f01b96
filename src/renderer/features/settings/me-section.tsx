import { Button, TextInput } from '@mantine/core'
import { seenOf, type Who } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { ROLE_MAY, sightText } from '../../../shared/access-words.ts'
import { lineOf } from '../../../shared/alert-words.ts'
import { changeSettings } from '../../state/change-settings.ts'
import { usePreferences, useWatchfloor, type Watchfloor } from '../../state/context.ts'
import { useLocked } from '../../state/locked.ts'
import { setName } from '../../state/preference-changes.ts'
import { useWho } from '../../state/who.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'

export function MeSection(): ReactNode {
  const name = usePreferences((preferences) => preferences.name)
  const isLocked = useLocked('name')
  const who = useWho((session) => session?.who ?? null)
  const what = 'Shown when you acknowledge. Not verified on this server.'
  if (who !== null) return <SignedIn who={who} />
  return (
    <Section title="Me">
      <Line label="Display name" said={isLocked ? `${name}. ${what}` : what} isLocked={isLocked}>
        <NameField saved={name} />
      </Line>
    </Section>
  )
}

/** To a server that knows who somebody is, they say no name of their own. */
function SignedIn({ who }: { readonly who: Who }): ReactNode {
  return (
    <Section title="Me">
      <Line
        label={lineOf(who.name)}
        said={`As you are signed in: what you do bears this name. Your role is ${who.role}, who ${ROLE_MAY[who.role]}. ${sightText(who.scope)}`}
      >
        <Button component="a" href="#/access" variant="default" size="xs">
          Tokens and sessions
        </Button>
      </Line>
    </Section>
  )
}

/** On a desk it is a setting, which may be refused. */
async function takeName(watchfloor: Watchfloor, name: string): Promise<boolean> {
  if (watchfloor.bridge.desktop !== undefined)
    return await changeSettings(watchfloor, { name }, `You are ${name}.`)
  setName(watchfloor, name)
  return true
}

/** Taken when it is left or Enter is pressed; an empty one is put back. */
function NameField({ saved }: { readonly saved: string | null }): ReactNode {
  const watchfloor = useWatchfloor()
  const [name, type] = useState(saved ?? '')
  useEffect(() => type(saved ?? ''), [saved])
  const take = async (): Promise<void> => {
    const next = seenOf(name)
    if (next === saved) return
    const isDone = next !== '' && (await takeName(watchfloor, next))
    if (!isDone) type(saved ?? '')
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void take()
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        className={classes.name}
        aria-label="Display name"
        placeholder="Nobody yet"
        value={name}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => void take()}
        autoComplete="name"
        maxLength={128}
      />
    </form>
  )
}
