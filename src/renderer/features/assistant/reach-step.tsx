import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useDesk } from '../../state/context.ts'
import { hasFailed, testText, useTestNotification } from '../../state/test-notification.ts'
import classes from './assistant.module.css'
import { StepFoot } from './step-foot.tsx'
import { goToStep } from './steps.ts'
import { whereToLook } from './where-to-look.ts'

/** Does a notification of this desk reach the person? Only they can tell. */
export function ReachStep({ onFinish }: { readonly onFinish: () => void }): ReactNode {
  const platform = useDesk((state) => state?.platform ?? '')
  const isSupported = useDesk((state) => state?.notifications.is_supported ?? false)
  const { state, send } = useTestNotification()
  const [sawIt, setSawIt] = useState<'yes' | 'no' | null>(null)
  const failed = hasFailed(state)
  const test = (): void => {
    setSawIt(null)
    void send()
  }
  return (
    <div className={classes.step}>
      <div className={classes.test}>
        <Button
          variant={state.kind === 'none' ? 'filled' : 'default'}
          loading={state.kind === 'asking'}
          onClick={test}
        >
          Send a test notification
        </Button>
        <div className={classes.tested} role="status">
          <p className={classes.said} data-tone={failed ? 'not-receiving' : undefined}>
            {testText(state) || (isSupported ? '' : 'This system says that it shows no notifications.')}
          </p>
        </div>
      </div>
      {state.kind === 'asked' && !failed && (
        <fieldset className={classes.question}>
          <legend>Did you see it?</legend>
          <Button variant="default" aria-pressed={sawIt === 'yes'} onClick={() => setSawIt('yes')}>
            Yes
          </Button>
          <Button variant="default" aria-pressed={sawIt === 'no'} onClick={() => setSawIt('no')}>
            No
          </Button>
          {sawIt === 'yes' && <span role="status">This desk reaches you while you are at it.</span>}
        </fieldset>
      )}
      {(sawIt === 'no' || failed) && <WhereToLook platform={platform} />}
      <p className={classes.note}>When this computer sleeps, nobody rings here. Keep your pager for that.</p>
      <StepFoot step={3} onFinish={onFinish}>
        <Button
          variant={state.kind === 'none' ? 'default' : 'filled'}
          disabled={state.kind === 'none'}
          onClick={() => goToStep(4)}
        >
          Continue
        </Button>
      </StepFoot>
    </div>
  )
}

function WhereToLook({ platform }: { readonly platform: string }): ReactNode {
  return (
    <div className={classes.look} role="status">
      <h2 className={classes.heading}>Where to look</h2>
      <ul>
        {whereToLook(platform).map((place) => (
          <li key={place}>{place}</li>
        ))}
      </ul>
      <p className={classes.detail}>Change it there, then send another one.</p>
    </div>
  )
}
