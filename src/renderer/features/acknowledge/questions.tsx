import { Button, Group, Modal, Text, TextInput } from '@mantine/core'
import { seenOf } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { useStore } from 'zustand'
import { fullWhereOf, nameOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { alertPath } from '../../../shared/page-paths.ts'
import type { LateLine, Question } from '../../state/actions.ts'
import { useWatchfloor } from '../../state/context.ts'
import { SeverityShape } from '../../ui/severity.tsx'
import { NoteQuestion } from './note-question.tsx'
import { PersonQuestion } from './person-question.tsx'
import styles from './questions.module.css'
import { TermsQuestion } from './terms-question.tsx'

/** The questions that an act may ask: who you are, once; of many, whether you mean it; and what only you can say. */
export function Questions(): ReactNode {
  const question = useStore(useWatchfloor().questions, (state) => state.question)
  switch (question?.kind) {
    case 'name':
      return <NameQuestion verb={question.verb} answer={question.answer} />
    case 'many':
      return <ManyQuestion {...question} />
    case 'late':
      return <LateList late={question.late} answer={question.answer} />
    case 'terms':
      return <TermsQuestion {...question} />
    case 'person':
      return <PersonQuestion {...question} />
    case 'note':
      return <NoteQuestion {...question} />
    case undefined:
      return null
    default:
      return question satisfies never
  }
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

type ManyQuestionProps = Omit<Extract<Question, { readonly kind: 'many' }>, 'kind'>

function ManyQuestion({ verb, count, clusters, criticals, answer }: ManyQuestionProps): ReactNode {
  const where = clusters > 1 ? ` in ${clusters} clusters` : ''
  const names = new Map<string, number>()
  for (const alert of criticals) names.set(nameOf(alert), (names.get(nameOf(alert)) ?? 0) + 1)
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      withCloseButton={false}
      size="sm"
      title={`${verb} ${formatCount(count)} alerts${where}${verb === 'End' ? ' by hand' : ''}?`}
    >
      {criticals.length > 0 && (
        <>
          <Text size="sm" mt="sm">
            {formatCount(criticals.length)} of them critical:
          </Text>
          <ul className={styles.names}>
            {[...names].map(([name, times]) => (
              <li key={name}>
                <SeverityShape level="critical" size={14} /> {name}
                {times > 1 && ` ×${formatCount(times)}`}
              </li>
            ))}
          </ul>
        </>
      )}
      {verb === 'End' && (
        <Text size="sm" mt="sm">
          This cannot be undone. What a source still sends fires again.
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => answer(false)}>
          Cancel
        </Button>
        <Button data-autofocus onClick={() => answer(true)}>
          {verb} {formatCount(count)}
        </Button>
      </Group>
    </Modal>
  )
}

/** A list that long is looked through by nobody. */
const MOST_LATE = 200

interface LateListProps {
  readonly late: readonly LateLine[]
  readonly answer: () => void
}

function LateList({ late, answer }: LateListProps): ReactNode {
  return (
    <Modal
      opened
      onClose={answer}
      title={`Left as they are: ${formatCount(late.length)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ul className={styles.names}>
        {late.slice(0, MOST_LATE).map(({ alert, why }) => (
          <li key={alert.fingerprint}>
            <SeverityShape level={alert.level} size={14} />{' '}
            <a href={`#${alertPath(alert.fingerprint)}`} onClick={answer}>
              {nameOf(alert)}
            </a>{' '}
            <span className={styles.where}>{fullWhereOf(alert)}</span> {why}
          </li>
        ))}
      </ul>
      {late.length > MOST_LATE && <Text size="sm">and {formatCount(late.length - MOST_LATE)} more</Text>}
      <Group justify="flex-end" mt="lg">
        <Button data-autofocus variant="default" onClick={answer}>
          Close
        </Button>
      </Group>
    </Modal>
  )
}
