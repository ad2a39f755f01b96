import { Button, Group, Modal, Textarea } from '@mantine/core'
import { seenOf } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import type { Question } from '../../state/actions.ts'

type NoteQuestionProps = Omit<Extract<Question, { readonly kind: 'note' }>, 'kind'>

/** A note for everybody. Enter writes it, Shift Enter begins a line. */
export function NoteQuestion({ what, answer }: NoteQuestionProps): ReactNode {
  const [text, setText] = useState('')
  const seen = seenOf(text)
  const write = (): void => {
    if (seen !== '') answer(seen)
  }
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title={`Note on ${what}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          write()
        }}
      >
        <Textarea
          data-autofocus
          label="Note, for everybody"
          description="Kept with the alert, with your name. Shift Enter begins a line."
          rows={4}
          value={text}
          maxLength={1024}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            write()
          }}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button type="submit" disabled={seen === ''}>
            Write the note
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
