import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { LONGEST_NAME } from '../../../shared/saved-views.ts'

export interface NameViewProps {
  readonly title: string
  readonly verb: string
  readonly initial: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

/** Asks what a view is to be called. */
export function NameView({ title, verb, initial, onName, onClose }: NameViewProps): ReactNode {
  const [name, setName] = useState(initial)
  const trimmed = name.trim()
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (trimmed !== '') onName(trimmed)
        }}
      >
        <TextInput
          data-autofocus
          label="Name"
          description="Only you see it, and whom you send its link."
          value={name}
          maxLength={LONGEST_NAME}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={trimmed === ''}>
            {verb}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
