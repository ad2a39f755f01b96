import { Button, Group, Modal, TextInput } from '@mantine/core'
import { seenOf } from '@watchfloor/contract'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { Question } from '../../state/actions.ts'
import styles from './questions.module.css'
import { meant, namesFor, usePeople } from './use-people.ts'

type PersonQuestionProps = Omit<Extract<Question, { readonly kind: 'person' }>, 'kind'>

/**
 * Whom it is handed over to: somebody known, found by the beginning of a name, or whoever is written. What Enter does
 * stands on the button.
 */
export function PersonQuestion({ what, me, answer }: PersonQuestionProps): ReactNode {
  const people = usePeople()
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const names = namesFor(people, typed, me)
  const to = meant(names, typed)
  const hand = (name: string): void => answer({ to: name, note: seenOf(note) })
  const isMe = to.toLowerCase() === me.toLowerCase()
  return (
    <Modal
      opened
      onClose={() => answer(null)}
      title={`Hand over ${what}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (to !== '' && !isMe) hand(to)
        }}
      >
        <TextInput
          data-autofocus
          label="To whom"
          description="It stays with you until they take it."
          value={typed}
          maxLength={128}
          autoComplete="off"
          error={isMe ? 'You have it already.' : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            list.current?.querySelector('button')?.focus()
          }}
        />
        <ul ref={list} className={styles.people} aria-label="People known here" onKeyDown={alongList}>
          {names.map(({ name, is_listening }) => (
            <li key={name}>
              <button type="button" onClick={() => hand(name)}>
                <bdi>{name}</bdi> {is_listening && <span className={styles.where}>listening now</span>}
              </button>
            </li>
          ))}
        </ul>
        <TextInput
          label="Note, for everybody"
          placeholder="What they need to know"
          value={note}
          maxLength={1024}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => answer(null)}>
            Cancel
          </Button>
          <Button type="submit" disabled={to === '' || isMe}>
            {to === '' ? 'Hand over' : `Hand over to ${to}`}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** Arrows go from one name to the next. */
function alongList(event: KeyboardEvent<HTMLUListElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  buttons[Math.min(Math.max(at + by, 0), buttons.length - 1)]?.focus()
}
