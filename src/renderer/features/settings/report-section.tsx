import { Button, Checkbox } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { useWatchfloor } from '../../state/context.ts'
import { appRefusalText } from '../../ui/refusal-text.ts'
import { Line, Section } from './section.tsx'

/** What somebody who helps needs to know, as files that are read before they are sent. */
export function ReportSection(): ReactNode {
  const { bridge, toasts } = useWatchfloor()
  const [withAlerts, setWithAlerts] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [folder, setFolder] = useState<string | null>(null)
  const make = async (): Promise<void> => {
    setBusy(true)
    const answer = await bridge.desktop?.makeReport(withAlerts)
    setBusy(false)
    if (answer === undefined) return
    if (answer.ok) setFolder(answer.value)
    else {
      const text = [appRefusalText('Report not made', answer)]
      toasts.push({ kind: 'error', key: 'report', text, actions: [] })
    }
  }
  return (
    <Section title="Diagnostics">
      <Line
        label="Report for whoever helps you"
        said={
          <span role="status">
            {folder === null
              ? 'A folder of text files without secrets. Nothing is sent: you read it, and send it yourself.'
              : `Made: ${lineOf(folder)}. Read it before you send it.`}
          </span>
        }
      >
        <Checkbox
          label="With the alerts’ labels"
          checked={withAlerts}
          onChange={(event) => setWithAlerts(event.currentTarget.checked)}
        />
        <Button variant="default" size="xs" loading={isBusy} onClick={() => void make()}>
          Make a report
        </Button>
      </Line>
    </Section>
  )
}
