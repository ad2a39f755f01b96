import { Modal, Switch } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { usePreferences, useWatchfloor, type Watchfloor } from '../../state/context.ts'
import classes from './keyboard.module.css'
import { isSingle, KEYS, keyOf, PREFIXES, pressName } from './keys.ts'

/** How long the first key of a sequence waits for the second, milliseconds. */
const SEQUENCE_MS = 1_000

/** Listens for every key of the table, never while typing, and shows the table on `?`. */
export function Keyboard(): ReactNode {
  const watchfloor = useWatchfloor()
  const isOpen = useStore(watchfloor.screen, ({ isHelpOpen }) => isHelpOpen)
  useEffect(() => {
    const press = listen(watchfloor)
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [watchfloor])
  return (
    <Modal
      opened={isOpen}
      onClose={() => watchfloor.screen.setState({ isHelpOpen: false })}
      title="Keys"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.keys}>
        {KEYS.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <SingleKeys />
    </Modal>
  )
}

function SingleKeys(): ReactNode {
  const { preferences } = useWatchfloor()
  const isOn = usePreferences(({ singleKeys }) => singleKeys)
  return (
    <Switch
      mt="md"
      label="Keys of a single letter or sign"
      description="Off: only keys with Ctrl, arrows, Enter and Esc act."
      checked={isOn}
      onChange={(event) => preferences.getState().setSingleKeys(event.currentTarget.checked)}
    />
  )
}

/** The listener. It remembers the first key of a sequence (`g`) for a moment. */
function listen(watchfloor: Watchfloor): (event: KeyboardEvent) => void {
  const { preferences, ticker } = watchfloor
  let prefix = { key: '', until: 0 }
  return (event) => {
    if (event.defaultPrevented || isTyping(event.target) || isPress(event)) return
    if (isSingle(event) && !preferences.getState().singleKeys) return
    const first = ticker.monotonic() < prefix.until ? prefix.key : ''
    prefix = { key: '', until: 0 }
    const name = pressName(event)
    if (first === '' && name !== undefined && PREFIXES.has(name)) {
      prefix = { key: name, until: ticker.monotonic() + SEQUENCE_MS }
      return
    }
    const key = keyOf(event, first)
    if (key === undefined) return
    event.preventDefault()
    key.run(watchfloor)
  }
}

/** Enter or Space on a button or a link presses it. */
function isPress(event: KeyboardEvent): boolean {
  return (
    (event.key === 'Enter' || event.key === ' ') &&
    event.target instanceof HTMLElement &&
    event.target.closest('button, a') !== null
  )
}

/** Fields, and controls that have their own use for a key. A checkbox has none for letters. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input:not([type="checkbox"]), textarea, select, [role="dialog"], [role="menu"]') !== null
  )
}
