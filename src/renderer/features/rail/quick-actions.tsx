import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { sendTestAlert } from '../../state/send-test-alert.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { DeskActions } from './desk-actions.tsx'
import styles from './rail.module.css'

/** What can be done from the board without choosing an alert. */
export function QuickActions(): ReactNode {
  const { bridge, ticker } = useWatchfloor()
  const [said, say] = useState('')
  const [busy, setBusy] = useState(false)
  const barred = { silence: useBar('respond'), send: useBar('ingest') }
  const test = async (): Promise<void> => {
    setBusy(true)
    say('')
    const answer = await sendTestAlert(bridge, ticker.now())
    setBusy(false)
    say(
      answer.ok
        ? 'Test alert accepted by the server. It ends in 2 min.'
        : refusalText('Test alert not sent', answer),
    )
  }
  return (
    <section aria-labelledby="rail-actions" className={styles.part}>
      <h2 id="rail-actions" className={styles.heading}>
        Quick actions
      </h2>
      <div className={styles.actions}>
        <Button component="a" href="#/silences/new" variant="default" size="xs" {...barred.silence}>
          Silence…
        </Button>
        <Button variant="default" size="xs" loading={busy} onClick={() => void test()} {...barred.send}>
          Send a test alert
        </Button>
        <a href="#/handover" data-hint="What whoever comes next has to know  g o">
          Handover digest
        </a>
        {bridge.desktop !== undefined ? <DeskActions say={say} /> : <a href="#/sign-in">Who you are</a>}
        <a href={`${bridge.server}/metrics`} target="_blank" rel="noopener noreferrer">
          Metrics
        </a>
      </div>
      <p role="status" className={styles.note}>
        {said}
      </p>
    </section>
  )
}
