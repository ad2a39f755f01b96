import { Button, Group, Modal } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { type ReactNode, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import classes from './access.module.css'

export interface EndQuestionProps {
  /** Of the question, such as `Revoke the token of Ana Lima?` */
  readonly title: string
  /** What ends with it, a sentence each. */
  readonly ends: readonly string[]
  /** On the button that does it. */
  readonly verb: string
  /** What the server is asked for. */
  readonly path: string
  /** When it was not done. */
  readonly failed: string
  readonly onDone: () => void
  readonly onCancel: () => void
}

/** Asks before something ends that nothing brings back, and says what ends. */
export function EndQuestion(props: EndQuestionProps): ReactNode {
  const { title, ends, verb, path, failed, onDone, onCancel } = props
  const { bridge } = useWatchfloor()
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const end = async (): Promise<void> => {
    setBusy(true)
    const answer = await bridge.request({ method: 'DELETE', path })
    setBusy(false)
    // Somebody else was faster: it is gone, as was wanted.
    if (answer.ok || answer.reason === 'not_found') onDone()
    else setRefusal(answer)
  }
  return (
    <Modal opened onClose={onCancel} withCloseButton={false} size="md" padding="lg" title={title}>
      {ends.map((sentence) => (
        <p key={sentence} className={classes.text}>
          {sentence}
        </p>
      ))}
      {refusal !== null && (
        <p role="alert" className={classes.wrong}>
          {refusalText(failed, refusal)}
        </p>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onCancel} data-autofocus>
          Cancel
        </Button>
        <Button className={classes.danger} loading={isBusy} onClick={() => void end()}>
          {verb}
        </Button>
      </Group>
    </Modal>
  )
}
