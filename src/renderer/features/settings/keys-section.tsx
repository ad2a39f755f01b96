import { Button, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePreferences, useWatchfloor } from '../../state/context.ts'
import { setSingleKeys } from '../../state/preference-changes.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'

/** Whether plain letters act. */
export function KeysSection(): ReactNode {
  const watchfloor = useWatchfloor()
  const isOn = usePreferences(({ singleKeys }) => singleKeys)
  return (
    <Section title="Keys">
      <Line
        label="Keys of a single letter or sign"
        said={isOn ? 'They act.' : 'Off: only keys with Ctrl, arrows, Space, Enter and Esc act.'}
      >
        <Button
          variant="default"
          size="xs"
          onClick={() => watchfloor.screen.setState({ isHelpOpen: true })}
          aria-keyshortcuts="?"
        >
          All keys
        </Button>
        <Switch
          aria-label="Keys of a single letter or sign"
          classNames={{ track: classes.track }}
          checked={isOn}
          onChange={(event) => setSingleKeys(watchfloor, event.currentTarget.checked)}
        />
      </Line>
    </Section>
  )
}
