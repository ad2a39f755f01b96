import { Button, TextInput } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { momentPlace, useMoment } from '../../state/moment.ts'
import { backToBoard } from '../../state/places.ts'
import classes from './history.module.css'
import { readMoment } from './read-time.ts'

/** Where a moment is typed, as people say it. Esc leads to the board of now from here too. */
export function MomentField({ field }: { readonly field: RefObject<HTMLInputElement | null> }): ReactNode {
  const watchfloor = useWatchfloor()
  const isMoment = useMoment() !== null
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const look = (): void => {
    const read = readMoment(text, watchfloor.ticker.wall())
    setError(read.ok ? null : read.error)
    if (!read.ok) return
    setText('')
    field.current?.blur()
    goTo(momentPlace(read.value), { replace: isMoment })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault()
      look()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      backToBoard(watchfloor)
    }
  }
  return (
    <span className={classes.field}>
      <TextInput
        ref={field}
        size="xs"
        w={270}
        aria-label="Look at a moment"
        placeholder="20 min ago, 03:12, yesterday 14:00"
        value={text}
        error={error}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Button size="xs" variant="default" onClick={look}>
        Look
      </Button>
    </span>
  )
}
