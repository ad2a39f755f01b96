import { Modal, Switch } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { isBoardPath } from '../../../shared/page-paths.ts'
import { usePreferences, useWatchfloor, type Watchfloor } from '../../state/context.ts'
import { parsePlace } from '../../state/hash-location.ts'
import { isPress, isTyping } from '../../ui/key-target.ts'
import classes from './keyboard.module.css'
import { isSingle, KEYS, type Key, keyOf, PREFIXES, pressName } from './keys.ts'

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
        {KEYS.filter((key) => isOffered(key, watchfloor)).map(({ shown, does }) => (
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
    if (key === undefined || !isOffered(key, watchfloor) || !isUsable(key)) return
    event.preventDefault()
    key.run(watchfloor)
  }
}

/** Has this app what the key is for? */
function isOffered({ of }: Key, { bridge }: Watchfloor): boolean {
  return of !== 'desktop' || bridge.desktop !== undefined
}

/** Keys of the list act only where the list is: nobody acknowledges what they do not see. */
function isUsable({ of }: Key): boolean {
  if (of !== 'list') return true
  const { path } = parsePlace(location.hash)
  return isBoardPath(path)
}
