import { Radio } from '@mantine/core'
import type { ReactNode } from 'react'
import { hostOf } from '../../../shared/hops.ts'
import type { Settings } from '../../../shared/settings.ts'
import { changeSettings } from '../../state/change-settings.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useLocked } from '../../state/locked.ts'
import { Line } from './section.tsx'
import classes from './settings.module.css'

type Text = Settings['notification_text']

const SAID: Readonly<Record<Text, string>> = {
  full: 'Notifications name the alert.',
  private: 'Notifications no longer name the alert.',
}

const LOCKED_TO: Readonly<Record<Text, string>> = {
  full: 'Full: notifications name the alert, and who passes by may read it.',
  private: 'Private: notifications do not name the alert.',
}

/** Notifications show on locked screens, where others read them too. */
export function LockScreenLine({ text }: { readonly text: Text }): ReactNode {
  const watchfloor = useWatchfloor()
  const isLocked = useLocked('notification_text')
  const choose = (next: string): void => {
    if (next !== 'full' && next !== 'private') return
    void changeSettings(watchfloor, { notification_text: next }, SAID[next])
  }
  const examples: Readonly<Record<Text, readonly [string, string]>> = {
    full: ['Critical · CheckoutErrorRate', 'eu-1 checkout: 5xx at 12.4 %. Since 03:12. Nobody has it.'],
    private: [`Critical alert in ${hostOf(watchfloor.bridge.server)}`, 'Details in the app.'],
  }
  const [title, body] = examples[text]
  return (
    <Line
      label="Text on lock screens"
      said={isLocked ? LOCKED_TO[text] : 'Who passes by may read it.'}
      isLocked={isLocked}
    >
      <div className={classes.choice}>
        <Radio.Group aria-label="Text on lock screens" value={text} onChange={choose}>
          <div className={classes.radios}>
            <Radio value="full" label="Full" />
            <Radio value="private" label="Private" />
          </div>
        </Radio.Group>
        <figure className={classes.example} aria-label="Example">
          <strong>{title}</strong>
          <span>{body}</span>
        </figure>
      </div>
    </Line>
  )
}
