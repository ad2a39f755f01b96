import { Button, TextInput } from '@mantine/core'
import { seenOf } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useState } from 'react'
import { saveSettings } from '../../state/change-settings.ts'
import { useDesk, useWatchfloor } from '../../state/context.ts'
import { DeskWay } from '../../state/desk-way.tsx'
import { LOCKED, useLocked } from '../../state/locked.ts'
import { useWho } from '../../state/who.ts'
import classes from './assistant.module.css'
import { StepFoot } from './step-foot.tsx'
import { goToStep } from './steps.ts'

export interface YouStepProps {
  readonly name: string
  readonly onChange: (name: string) => void
  readonly onFinish: () => void
}

/** How others read who has an alert. */
export function YouStep({ name, onChange, onFinish }: YouStepProps): ReactNode {
  const watchfloor = useWatchfloor()
  const saved = useDesk((state) => state?.settings.name ?? null)
  const isLocked = useLocked('name')
  const signedIn = useWho((session) => session?.who?.name ?? null)
  const isAsked = useWho((session) => session !== null && session.sign_in !== 'off' && session.who === null)
  const [isBusy, setBusy] = useState(false)
  const trimmed = seenOf(name)
  const goOn = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (signedIn !== null) return goToStep(3)
    if (trimmed === '') return
    setBusy(true)
    const isDone = trimmed === saved || (await saveSettings(watchfloor, { name: trimmed }))
    setBusy(false)
    if (isDone) goToStep(3)
  }
  const { desktop } = watchfloor.bridge
  if (isAsked && desktop !== undefined) {
    return (
      <div className={classes.step}>
        <p>This server asks who you are. What you do bears the name that it knows you by.</p>
        <DeskWay desktop={desktop} />
        <StepFoot step={2} onFinish={onFinish} />
      </div>
    )
  }
  return (
    <form className={classes.step} onSubmit={(event) => void goOn(event)}>
      <TextInput
        label="Display name"
        description={
          signedIn !== null
            ? 'As you are signed in: what you do bears this name.'
            : isLocked
              ? `${LOCKED}.`
              : 'Shown when you acknowledge. Not verified on this server.'
        }
        readOnly={isLocked || signedIn !== null}
        value={signedIn ?? name}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="name"
        maxLength={128}
      />
      <StepFoot step={2} onFinish={onFinish}>
        <Button type="submit" disabled={trimmed === '' && signedIn === null} loading={isBusy}>
          Continue
        </Button>
      </StepFoot>
    </form>
  )
}
