import { Button, Group, Modal, Radio, TextInput } from '@mantine/core'
import type { Millis } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { fieldText, readField } from '../../../shared/times.ts'
import type { Question } from '../../state/actions.ts'
import { useTicking } from '../../state/context.ts'
import styles from './questions.module.css'
import { choices, endOf, endText, presentUntil, termsOf, type Until } from './terms.ts'

type TermsQuestionProps = Omit<Extract<Question, { readonly kind: 'terms' }>, 'kind'>

/** Until when, and with which note. Enter takes it as it stands: until it resolves, unless it is changed. */
export function TermsQuestion({ what, present, answer }: TermsQuestionProps): ReactNode {
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const was = presentUntil(present)
  const [until, setUntil] = useState<Until>(was.until)
  const [custom, setCustom] = useState<Millis | null>(was.custom)
  const [note, setNote] = useState(present?.note ?? '')
  const terms = termsOf(until, custom, note, minute)
  const end = endOf(until, custom, minute)
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title={`Acknowledge ${what}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (terms !== null) answer(terms)
        }}
      >
        <Radio.Group label="Until when" value={until} onChange={(value) => setUntil(value as Until)}>
          <div className={styles.choices}>
            {choices(minute).map(({ value, label }) => (
              <Radio
                key={value}
                value={value}
                label={label}
                {...(value === was.until && { 'data-autofocus': true })}
              />
            ))}
          </div>
        </Radio.Group>
        {until === 'custom' && (
          <TextInput
            type="datetime-local"
            label="Until"
            mt="sm"
            value={custom === null ? '' : fieldText(custom)}
            min={fieldText(minute)}
            error={end !== null && end <= minute ? 'That end has passed. Choose a later one.' : null}
            onChange={(event) => setCustom(readField(event.currentTarget.value))}
          />
        )}
        <TextInput
          label="Note, for everybody"
          placeholder="What you do about it"
          mt="sm"
          value={note}
          maxLength={1024}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button type="submit" disabled={terms === null}>
            {buttonText(until, end, minute)}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function buttonText(until: Until, end: Millis | null, now: Millis): string {
  if (until === 'resolved') return 'Acknowledge until it resolves'
  if (until === 'worse') return 'Acknowledge until it gets worse'
  return end === null ? 'Choose an end' : `Acknowledge until ${endText(end, now)}`
}
