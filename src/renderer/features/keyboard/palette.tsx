import { Modal } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { eachCondition, readConditions } from '../../../shared/conditions.ts'
import type { OpenPalette } from '../../state/screen.ts'
import { changeView } from '../../state/view-place.ts'
import { type Command, commandsOf } from './commands.ts'
import { findCommands } from './find-commands.ts'
import classes from './palette.module.css'

const LIST = 'palette-list'

/** Everything that can be done, by its name: typed, chosen with the arrows, done with Enter. */
export function Palette({ open }: { readonly open: OpenPalette }): ReactNode {
  const { watchfloor } = open
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const commands = useMemo(() => commandsOf(open), [open])
  const found = useMemo(() => [...findCommands(commands, typed), ...filterCommands(typed)], [commands, typed])
  const active = Math.min(at, found.length - 1)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const close = (): void => watchfloor.screen.setState({ palette: null })
  const run = (command: Command | undefined): void => {
    if (command === undefined || command.why !== null) return
    close()
    // What it does may move the keyboard: after it went back to where it was.
    setTimeout(command.run, 0)
  }
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 }[
      event.key
    ]
    if (to !== undefined) setAt(Math.max(0, Math.min(to, found.length - 1)))
    else if (event.key === 'Enter') run(found[active])
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      centered={false}
      size={640}
      padding={0}
      aria-label="Commands"
      transitionProps={{ duration: 0 }}
    >
      <input
        className={classes.field}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={LIST}
        aria-activedescendant={found.length === 0 ? undefined : `${LIST}-${active}`}
        aria-label="What to do"
        placeholder="What to do, where to go, which alert"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      <div ref={list} id={LIST} role="listbox" aria-label="Commands" className={classes.list}>
        {found.map((command, index) => (
          <Line
            key={command.id}
            command={command}
            id={`${LIST}-${index}`}
            isActive={index === active}
            onPress={() => run(command)}
          />
        ))}
      </div>
      <p className={classes.foot} role="status">
        {found.length === 0 ? 'Nothing is called like this.' : <Keys />}
      </p>
    </Modal>
  )
}

interface LineProps {
  readonly command: Command
  readonly id: string
  readonly isActive: boolean
  readonly onPress: () => void
}

function Line({ command: { text, note, key, why, group }, id, isActive, onPress }: LineProps): ReactNode {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard, and Enter is its own
    <div
      id={id}
      role="option"
      tabIndex={-1}
      className={classes.line}
      aria-selected={isActive}
      aria-disabled={why !== null}
      onClick={onPress}
    >
      <span className={classes.group}>{group}</span>
      <span className={classes.text}>
        <bdi>{text}</bdi> <bdi className={classes.note}>{why ?? note}</bdi>
      </span>
      {key !== '' && <kbd>{key}</kbd>}
    </div>
  )
}

function Keys(): ReactNode {
  return (
    <>
      <kbd>↑↓</kbd> choose · <kbd>Enter</kbd> do · <kbd>Esc</kbd> close
    </>
  )
}

/** What is typed as a filter of the board: a matcher, where it is one, else words. */
function filterCommands(typed: string): readonly Command[] {
  const text = typed.trim()
  if (text === '') return []
  const isMatcher = /[=~]/.test(text)
  if (isMatcher && !readConditions([text]).ok) return []
  const run = (): void =>
    changeView((view) =>
      isMatcher
        ? { ...view, filter: [...new Set([...view.filter, ...(eachCondition(text) ?? [text])])] }
        : { ...view, text },
    )
  return [{ id: 'filter', group: 'Do', text: `Filter the board: ${text}`, note: '', key: '', why: null, run }]
}
