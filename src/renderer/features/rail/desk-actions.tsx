import { Button } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { PAUSE_LABELS } from '../../../shared/pauses.ts'
import { useDesk, useTicking, useWatchfloor } from '../../state/context.ts'
import { pause, pausedUntil, resume } from '../../state/pause.ts'
import { testText, useTestNotification } from '../../state/test-notification.ts'

/** What only the desktop app can do: hold notifications back for a while, and show one to see whether it arrives. */
export function DeskActions({ say }: { readonly say: (text: string) => void }): ReactNode {
  const watchfloor = useWatchfloor()
  const desk = useDesk((state) => state)
  const isPaused = useTicking(({ wall }) => pausedUntil(desk, wall()) !== null)
  const { state, send } = useTestNotification()
  const text = testText(state)
  useEffect(() => {
    if (text !== '') say(text)
  }, [text, say])
  return (
    <>
      {isPaused ? (
        <Button variant="default" size="xs" onClick={() => void resume(watchfloor)}>
          Resume notifications
        </Button>
      ) : (
        <Button variant="default" size="xs" onClick={() => void pause(watchfloor, '15_min')}>
          {PAUSE_LABELS['15_min']}
        </Button>
      )}
      <Button variant="default" size="xs" loading={state.kind === 'asking'} onClick={() => void send()}>
        Test notification
      </Button>
    </>
  )
}
