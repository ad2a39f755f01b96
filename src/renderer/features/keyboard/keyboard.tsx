import { Modal, Switch } from '@mantine/core'
import { type ReactNode, useLayoutEffect } from 'react'
import { useStore } from 'zustand'
import { usePreferences, useWatchfloor, type Watchfloor } from '../../state/context.ts'
import { isOfControl } from '../../ui/key-target.ts'
import classes from './keyboard.module.css'
import { KEYS, type Key, keyOf, PREFIXES } from './keys.ts'
import { isSingle, namesOf } from './press.ts'
import { acts, standingAt } from './standing.ts'

/** How long the first key of a sequence waits for the second, milliseconds. */
const SEQUENCE_MS = 1_000

/** Listens for every key of the table, never while typing, and shows the table on `?`. */
export function Keyboard(): ReactNode {
  const watchfloor = useWatchfloor()
  const isOpen = useStore(watchfloor.screen, ({ isHelpOpen }) => isHelpOpen)
  // Before the effects of dialogs, whose listeners would be asked first.
  useLayoutEffect(() => {
    const { look, press } = listen(watchfloor)
    addEventListener('keydown', look, { capture: true })
    addEventListener('keydown', press)
    return () => {
      removeEventListener('keydown', look, { capture: true })
      removeEventListener('keydown', press)
    }
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

interface Listener {
  /** Where a press is made, before what lies over the page goes away by the same press. */
  readonly look: (event: KeyboardEvent) => void
  /** What is left to do, after the control that has the keyboard took what is its own. */
  readonly press: (event: KeyboardEvent) => void
}

/** The listener. It remembers the first key of a sequence (`g`) for a moment. */
function listen(watchfloor: Watchfloor): Listener {
  const { preferences, ticker } = watchfloor
  let standing = standingAt(watchfloor, null)
  let prefix = { key: '', until: 0 }
  return {
    look: ({ target }) => {
      standing = standingAt(watchfloor, target)
    },
    press: (event) => {
      if (event.defaultPrevented || isOfControl(event)) return
      if (isSingle(event) && !preferences.getState().singleKeys) return
      const first = ticker.monotonic() < prefix.until ? prefix.key : ''
      prefix = { key: '', until: 0 }
      const names = namesOf(event)
      const begun = names.find((name) => PREFIXES.has(name))
      if (first === '' && begun !== undefined && standing.target === 'page') {
        prefix = { key: begun, until: ticker.monotonic() + SEQUENCE_MS }
        return
      }
      const key = keyOf(names, first)
      if (key === undefined || !acts(key, standing)) return
      event.preventDefault()
      key.run(watchfloor, event.key)
    },
  }
}

/** Has this app what the key is for? */
function isOffered({ of }: Key, { bridge }: Watchfloor): boolean {
  return of !== 'desktop' || bridge.desktop !== undefined
}
