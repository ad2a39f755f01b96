import { Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DeskState } from '../../../shared/desk-state.ts'
import { changeSettings } from '../../state/change-settings.ts'
import { useWatchfloor } from '../../state/context.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'

/** What this app does on its computer. */
export function ComputerSection({ desk }: { readonly desk: DeskState }): ReactNode {
  const watchfloor = useWatchfloor()
  const set = (starts_at_login: boolean): void => {
    const said = starts_at_login
      ? 'Watchfloor starts when you sign in.'
      : 'Watchfloor no longer starts when you sign in.'
    void changeSettings(watchfloor, { starts_at_login }, said)
  }
  return (
    <Section title="This computer">
      <Line label="Start when I sign in" said="Without a window: you are told all the same.">
        <Switch
          aria-label="Start when I sign in"
          classNames={{ track: classes.track }}
          checked={desk.settings.starts_at_login}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      </Line>
    </Section>
  )
}
