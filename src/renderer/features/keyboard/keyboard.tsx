import { Modal } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import { useWatchfloor } from '../../state/context.ts'
import classes from './keyboard.module.css'
import { KEYS, keyOf } from './keys.ts'

/** Listens for every key of the table, never while typing, and shows the table on `?`. */
export function Keyboard(): ReactNode {
  const watchfloor = useWatchfloor()
  const isOpen = useStore(watchfloor.screen, ({ isHelpOpen }) => isHelpOpen)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event.target) || isPress(event)) return
      const key = keyOf(event)
      if (key === undefined) return
      event.preventDefault()
      key.run(watchfloor)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [watchfloor])
  return (
    <Modal
      opened={isOpen}
      onClose={() => watchfloor.screen.setState({ isHelpOpen: false })}
      title="Keys"
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
    </Modal>
  )
}

/** Enter on a button or a link presses it. */
function isPress(event: KeyboardEvent): boolean {
  return (
    event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('button, a') !== null
  )
}

/** Fields, and controls that have their own use for a key. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null
  )
}
