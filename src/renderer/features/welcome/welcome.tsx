import { Button, Tabs } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { sendTestAlert } from '../../state/send-test-alert.ts'
import { Page } from '../../ui/page.tsx'
import { refusalText } from '../../ui/refusal-text.ts'
import { connectRecipes } from './connect-recipes.ts'
import { Copyable } from './copyable.tsx'
import styles from './welcome.module.css'

/** The board before any alert was ever heard. */
export function Welcome(): ReactNode {
  const { bridge } = useWatchfloor()
  const recipes = connectRecipes(bridge.server)
  return (
    <Page title={`Listening on ${bridge.server}. Nothing has ever arrived.`}>
      <Tabs defaultValue="beside" keepMounted={false}>
        <Tabs.List aria-label="Ways to connect a source">
          {recipes.map(({ key, title }) => (
            <Tabs.Tab key={key} value={key}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {recipes.map(({ key, meaning, file, yaml }) => (
          <Tabs.Panel key={key} value={key} pt="md">
            <p className={styles.meaning}>{meaning}</p>
            <Copyable file={file} text={yaml} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <TestAlert />
    </Page>
  )
}

function TestAlert(): ReactNode {
  const { bridge, ticker } = useWatchfloor()
  const [said, say] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setBusy(true)
    const answer = await sendTestAlert(bridge, ticker.now())
    setBusy(false)
    say(answer.ok ? 'Accepted by the server.' : refusalText('Test alert not sent', answer))
  }
  return (
    <div className={styles.test}>
      <Button loading={busy} onClick={() => void send()}>
        Send a test alert
      </Button>
      <span role="status" className={styles.meaning}>
        {said || 'One info alert, marked test="true". It ends by itself after 2 min.'}
      </span>
    </div>
  )
}
