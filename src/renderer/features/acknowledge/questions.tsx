import { Button, Group, Modal, Text, TextInput } from '@mantine/core'
import { seenOf } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { formatCount } from '../../../shared/counts.ts'
import { useWatchfloor } from '../../state/context.ts'

/** The questions that an acknowledgement may ask: who you are, once; and above 50 alerts, whether you mean it. */
export function Questions(): ReactNode {
  const question = useStore(useWatchfloor().questions, (state) => state.question)
  if (question?.kind === 'name') return <NameQuestion verb={question.verb} answer={question.answer} />
  if (question?.kind === 'many') {
    const { count, clusters, answer } = question
    return <ManyQuestion count={count} clusters={clusters} answer={answer} />
  }
  return null
}

interface NameQuestionProps {
  readonly verb: string
  readonly answer: (name: string | null) => void
}

function NameQuestion({ verb, answer }: NameQuestionProps): ReactNode {
  const [name, setName] = useState('')
  const trimmed = seenOf(name)
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title="Who are you?"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (trimmed !== '') answer(trimmed)
        }}
      >
        <TextInput
          data-autofocus
          label="Display name"
          description="Shown when you acknowledge. Not verified on this server."
          value={name}
          maxLength={128}
          autoComplete="name"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button type="submit" disabled={trimmed === ''}>
            {trimmed === '' ? verb : `${verb} as ${trimmed}`}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

interface ManyQuestionProps {
  readonly count: number
  readonly clusters: number
  readonly answer: (yes: boolean) => void
}

function ManyQuestion({ count, clusters, answer }: ManyQuestionProps): ReactNode {
  const where = clusters > 1 ? ` in ${clusters} clusters` : ''
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      withCloseButton={false}
      size="sm"
      aria-label="Acknowledge many alerts"
    >
      <Text fw={600}>
        Acknowledge {formatCount(count)} alerts{where}?
      </Text>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => answer(false)}>
          Cancel
        </Button>
        <Button data-autofocus onClick={() => answer(true)}>
          Acknowledge {formatCount(count)}
        </Button>
      </Group>
    </Modal>
  )
}
