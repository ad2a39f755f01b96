import { Button, Radio } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { DeskState } from '../../../shared/desk-state.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { UpdateState } from '../../../shared/update-state.ts'
import { updateText } from '../../../shared/update-words.ts'
import { changeSettings } from '../../state/change-settings.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useLocked } from '../../state/locked.ts'
import { appRefusalText } from '../../ui/refusal-text.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'

type Channel = Settings['update_channel']

const CHANNELS: Readonly<Record<Channel, { readonly name: string; readonly said: string }>> = {
  stable: { name: 'Stable', said: 'Updates come from the stable channel.' },
  beta: { name: 'Beta', said: 'Updates come from the beta channel, earlier than everybody’s.' },
  off: { name: 'Off', said: 'Watchfloor looks for no updates.' },
}

/** What runs, what is there, what waits and for what. */
export function UpdatesSection({ desk }: { readonly desk: DeskState }): ReactNode {
  const { update, settings, version } = desk
  return (
    <Section title="Updates">
      <Line
        label="Version"
        said={<span role="status">{`${version} runs. ${updateText(update, settings.update_channel)}`}</span>}
      >
        <UpdateButtons update={update} />
      </Line>
      {update.kind === 'announced' && update.line !== null && (
        <Line label="Line to type" said={<code>{update.line}</code>} />
      )}
      <ChannelLine channel={settings.update_channel} />
    </Section>
  )
}

/** Always the same two, so that nothing moves under the pointer when one comes. */
function UpdateButtons({ update }: { readonly update: UpdateState }): ReactNode {
  const { bridge, toasts } = useWatchfloor()
  const [isBusy, setBusy] = useState(false)
  const run = async (ask: 'lookForUpdate' | 'installUpdate', failed: string): Promise<void> => {
    setBusy(true)
    const answer = await bridge.desktop?.[ask]()
    setBusy(false)
    if (answer !== undefined && !answer.ok)
      toasts.push({ kind: 'error', key: 'update', text: [appRefusalText(failed, answer)], actions: [] })
  }
  const isReady = update.kind === 'ready' && update.waiting === null
  return (
    <>
      <Button
        variant="default"
        size="xs"
        disabled={isBusy || update.kind === 'off' || update.kind === 'loading'}
        onClick={() => void run('lookForUpdate', 'Not looked for')}
      >
        Look now
      </Button>
      <Button
        size="xs"
        disabled={isBusy || !isReady}
        onClick={() => void run('installUpdate', 'Not updated')}
      >
        Restart to update
      </Button>
    </>
  )
}

function ChannelLine({ channel }: { readonly channel: Channel }): ReactNode {
  const watchfloor = useWatchfloor()
  const isLocked = useLocked('update_channel')
  const choose = (next: string): void => {
    if (next !== 'stable' && next !== 'beta' && next !== 'off') return
    void changeSettings(watchfloor, { update_channel: next }, CHANNELS[next].said)
  }
  return (
    <Line
      label="Channel"
      said={
        isLocked
          ? CHANNELS[channel].said
          : 'Beta is what stable will be. Nothing goes back to an older version.'
      }
      isLocked={isLocked}
    >
      <Radio.Group aria-label="Channel" value={channel} onChange={choose}>
        <div className={classes.radios}>
          {Object.entries(CHANNELS).map(([value, { name }]) => (
            <Radio key={value} value={value} label={name} />
          ))}
        </div>
      </Radio.Group>
    </Line>
  )
}
