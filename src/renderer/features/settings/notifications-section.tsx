import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { DeskState } from '../../../shared/desk-state.ts'
import { PAUSE_LABELS, PAUSES } from '../../../shared/pauses.ts'
import { momentText } from '../../../shared/times.ts'
import { useTicking, useWatchfloor } from '../../state/context.ts'
import { deskHop } from '../../state/desk-words.ts'
import { pause, pausedUntil, resume } from '../../state/pause.ts'
import { testText, useTestNotification } from '../../state/test-notification.ts'
import { LockScreenLine } from './lock-screen-line.tsx'
import { QuietHoursLine } from './quiet-hours-line.tsx'
import { Line, Section } from './section.tsx'

/** Whether this desk can notify, what it holds back, and what it says. */
export function NotificationsSection({ desk }: { readonly desk: DeskState }): ReactNode {
  return (
    <Section title="Notifications">
      <StateLine desk={desk} />
      <PauseLine desk={desk} />
      <QuietHoursLine saved={desk.settings.quiet_hours} />
      <LockScreenLine text={desk.settings.notification_text} />
    </Section>
  )
}

function StateLine({ desk }: { readonly desk: DeskState }): ReactNode {
  const { state, send } = useTestNotification()
  const words = useTicking(({ wall }) => {
    const { word, mark, at } = deskHop(
      { ...desk, settings: { ...desk.settings, paused_until: null } },
      wall(),
    )
    if (mark === 'ok' && at !== null) return `Tested: one was shown at ${momentText(at, wall())}.`
    return `${word.charAt(0).toUpperCase()}${word.slice(1)}.`.replace('..', '.')
  })
  return (
    <Line label="On this desk" said={<span role="status">{testText(state) || words}</span>}>
      <Button variant="default" size="xs" loading={state.kind === 'asking'} onClick={() => void send()}>
        Test notification
      </Button>
    </Line>
  )
}

function PauseLine({ desk }: { readonly desk: DeskState }): ReactNode {
  const watchfloor = useWatchfloor()
  const [isBusy, setBusy] = useState(false)
  const until = useTicking(({ wall }) => {
    const end = pausedUntil(desk, wall())
    return end === null ? '' : momentText(end, wall())
  })
  const during = async (change: Promise<boolean>): Promise<void> => {
    setBusy(true)
    await change
    setBusy(false)
  }
  const said =
    until === ''
      ? 'While paused nothing notifies, criticals included.'
      : `Paused until ${until}. Nothing notifies, criticals included.`
  return (
    <Line label="Pause" said={said}>
      {until !== '' && (
        <Button size="xs" disabled={isBusy} onClick={() => void during(resume(watchfloor))}>
          Resume
        </Button>
      )}
      {PAUSES.map((length) => (
        <Button
          key={length}
          variant="default"
          size="xs"
          disabled={isBusy}
          onClick={() => void during(pause(watchfloor, length))}
        >
          {PAUSE_LABELS[length]}
        </Button>
      ))}
    </Line>
  )
}
